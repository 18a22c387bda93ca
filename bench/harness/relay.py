"""pgbench straight to the server, through PgBouncer in session mode, and through the relay, in turns."""

import re
import shutil
import socket
import statistics
import time
from pathlib import Path
from urllib.parse import urlsplit

from harness import children, install
from harness.bench import describe
from harness.server import account, free_port

_DATABASE = "relay"
_SCALE = 10
_PASSWORD = "bench"
_PATIENCE = 30
_LONG = 24 * 3600
_MODES = ("simple", "prepared")
_STATEMENTS = 20
_TRANSACTION = "\n".join(
    (
        "\\set aid random(1, 100000 * :scale)",
        "BEGIN;",
        *["SELECT abalance FROM pgbench_accounts WHERE aid = :aid;"] * _STATEMENTS,
        "COMMIT;\n",
    )
)


class _Way:
    """A way to the server: a name, a port and a password."""

    def __init__(self, name, port, user="bench", password=_PASSWORD):
        self.name, self.port, self.user, self.password = name, port, user, password


def measure(bench):
    """Throughput with eight clients and latency with one, each way in each round; the figures of a round belong together."""
    pgbench = _program("pgbench")
    if pgbench is None:
        bench.trouble("relay", "pgbench is not on PATH")
        return
    bench.server.create(_DATABASE)
    running = []
    try:
        ways = [_Way("direct", bench.server.port), *_through(bench, running)]
        _run(bench, pgbench, ways[0], "-i", "-q", "-s", str(_SCALE))
        for way in ways:
            _select(bench, pgbench, way, "simple", 8, 1)
        _rounds(bench, pgbench, ways)
    finally:
        for child in running:
            child.kill()
            child.wait()
    bench.server.drop(_DATABASE)


def _rounds(bench, pgbench, ways):
    figures = {
        way.name: {f"{what} {mode}": [] for what in ("tps", "ms", "ms in a transaction") for mode in _MODES} for way in ways
    }
    for number in range(1, bench.options.rounds + 1):
        for mode in _MODES:
            for way in ways:
                bench.say(f"relay, round {number} of {bench.options.rounds}: {mode}, {way.name}")
                rate = _select(bench, pgbench, way, mode, 8, bench.options.relay_seconds)
                latency = _latency(bench, pgbench, way, mode, "-S")
                together = _latency(bench, pgbench, way, mode, "-f", _script())
                if rate is None or latency is None or together is None:
                    return
                figures[way.name][f"tps {mode}"].append(rate)
                figures[way.name][f"ms {mode}"].append(latency)
                figures[way.name][f"ms in a transaction {mode}"].append(together / (_STATEMENTS + 2))
    for name, taken in figures.items():
        bench.record("relay", name, taken)


def _select(bench, pgbench, way, mode, clients, seconds):
    """Transactions per second of pgbench -S."""
    jobs = str(min(2, clients))
    said = _run(bench, pgbench, way, "-S", "-n", "-M", mode, "-c", str(clients), "-j", jobs, "-T", str(seconds))
    found = re.search(r"^tps = ([0-9.]+)", said or "", re.MULTILINE)
    return float(found.group(1)) if found else None


def _script():
    """A transaction of many statements."""
    script = install.TARGET / "transaction.sql"
    script.write_text(_TRANSACTION)
    return str(script)


def _latency(bench, pgbench, way, mode, *work):
    """The median time of a transaction of one client in milliseconds, from pgbench's log of every one."""
    folder = bench.new_folder("relay", f"latency-{way.name}")
    seconds = str(bench.options.relay_seconds)
    if _run(bench, pgbench, way, *work, "-s", str(_SCALE), "-n", "-M", mode, "-c", "1", "-T", seconds, "-l", folder=folder) is None:
        return None
    micros = [int(line.split()[2]) for log in folder.glob("pgbench_log.*") for line in log.read_text().splitlines()]
    return statistics.median(micros) / 1000


def _run(bench, pgbench, way, *options, folder=None):
    """What pgbench printed; None, and a trouble, if it failed."""
    command = children.Command(
        [pgbench, *options, "-h", "127.0.0.1", "-p", str(way.port), "-U", way.user, _DATABASE],
        str(folder or install.TARGET),
        {"PATH": "/usr/bin:/bin", "PGPASSWORD": way.password, "PGSSLMODE": "disable", "PGGSSENCMODE": "disable"},
    )
    ended = bench.run("pgbench", command)
    said = bench.log("pgbench").read_text(errors="replace")
    if ended.good:
        return said
    bench.trouble("relay", f"pgbench {way.name}: {describe(ended)}: {' '.join(said.split()[-20:])}")
    return None


def _through(bench, running):
    """The ways through something, as far as they are there."""
    pgbouncer = shutil.which("pgbouncer", path="/usr/sbin:/usr/local/sbin") or shutil.which("pgbouncer")
    if pgbouncer is None:
        bench.trouble("relay", "pgbouncer is not on PATH")
    else:
        yield _pgbouncer(bench, pgbouncer, running)
    if "lockkeeper" in bench.tools:
        yield _relay(bench, running, "relay", bench.tools["lockkeeper"].relay)
        yield _relay(bench, running, "relay, recording", bench.tools["lockkeeper"].recording_relay)


def _pgbouncer(bench, program, running):
    port, folder = free_port(), bench.new_folder("relay", "pgbouncer")
    users = folder / "users.txt"
    users.write_text(f'"bench" "{_PASSWORD}"\n')
    settings = folder / "pgbouncer.ini"
    settings.write_text(
        f"[databases]\n{_DATABASE} = host=127.0.0.1 port={bench.server.port} user=bench\n"
        f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n"
        f"auth_type = scram-sha-256\nauth_file = {users}\npool_mode = session\n"
        "max_client_conn = 100\ndefault_pool_size = 90\nignore_startup_parameters = extra_float_digits\n"
        "log_connections = 0\nlog_disconnections = 0\n"
    )
    argv = [program, str(settings)]
    if account():
        argv = [shutil.which("setpriv") or "setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", *argv]
    running.append(children.Child(_command(argv, folder), bench.log("pgbouncer"), _LONG))
    _until(lambda: _answers(port), "PgBouncer")
    return _Way("PgBouncer", port)


def _relay(bench, running, name, command):
    log = bench.log(name)
    command = command(bench.new_folder("relay", name), bench.direct(_DATABASE))
    running.append(children.Child(command, log, _LONG))
    _until(lambda: re.search(r"^postgres://\S+$", log.read_text(), re.MULTILINE), "the relay")
    url = urlsplit(re.search(r"^postgres://\S+$", log.read_text(), re.MULTILINE).group(0))
    return _Way(name, url.port, url.username, url.password)


def _command(argv, folder):
    return children.Command(argv, str(folder), {"PATH": "/usr/bin:/bin"})


def _until(condition, what):
    deadline = time.monotonic() + _PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise SystemExit(f"{what} did not start; see target/bench/logs")
        time.sleep(0.05)


def _answers(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    except OSError:
        return False


def _program(name):
    """The program itself rather than the distribution's wrapper, which starts an interpreter first."""
    found = shutil.which(name)
    if found and Path(found).resolve().name == "pg_wrapper":
        return str(max(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3])))
    return found
