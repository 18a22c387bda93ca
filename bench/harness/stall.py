"""How long application queries wait while a tool alters a table that an older transaction is still reading."""

import random
import threading
import time

from harness.bench import describe
from harness.children import Child
from harness.migrations import altered, alters
from harness.wire import ServerError

_ROWS = 1000
_WORKERS = 4
_PAUSE = 0.002
_START = 60
_WAITING = "SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND NOT granted"


class Application:
    """Workers that read and update single rows without pause and note how long each query took."""

    def __init__(self, server, database):
        self._stop = threading.Event()
        self._connections = [server.connect(database) for _ in range(_WORKERS)]
        self._threads = [threading.Thread(target=self._work, args=(each,), daemon=True) for each in self._connections]
        self.seconds = []
        self.errors = []

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *ignored):
        self._stop.set()
        for thread in self._threads:
            thread.join(90)
        for connection in self._connections:
            connection.close()

    def _work(self, connection):
        chance = random.Random()
        while not self._stop.is_set():
            row = chance.randint(1, _ROWS)
            reads = chance.random() < 0.5
            began = time.perf_counter()
            try:
                connection.query(
                    f"SELECT name FROM t_00001 WHERE id = {row}"
                    if reads
                    else f"UPDATE t_00001 SET created_at = now() WHERE id = {row}"
                )
            except (ServerError, OSError) as failure:
                self.errors.append(str(failure))
                return
            self.seconds.append(time.perf_counter() - began)
            time.sleep(_PAUSE)


def measure(bench):
    for name in bench.with_history():
        bench.say(f"stall: {name}")
        figures = _stall(bench, name, f"stall_{name}")
        if figures:
            bench.record("stall", name, figures)
        bench.server.drop(f"stall_{name}")


def _hold(reader, child, seconds):
    """Keeps the reader's transaction open for that long after the tool has begun to wait for the table."""
    sought = time.monotonic() + _START
    while child.poll() is None and time.monotonic() < sought:
        if reader.query(_WAITING) != [("0",)]:
            until = time.monotonic() + seconds
            while child.poll() is None and time.monotonic() < until:
                time.sleep(0.05)
            return
        time.sleep(0.01)


def _stall(bench, name, database):
    folder, tool = bench.new_folder(name, "stall"), bench.tools[name]
    migrations, target = alters(1), bench.direct(database)
    bench.server.create(database)
    tool.write(folder, migrations[:1])
    ended = bench.up(name, folder, target)
    if not ended.good:
        bench.trouble(name, f"stall, first table: {describe(ended)}")
        return None
    tool.write(folder, migrations)
    with bench.server.connect(database) as reader:
        reader.query(f"INSERT INTO t_00001 (name) SELECT 'row ' || i FROM generate_series(1, {_ROWS}) i")
        with Application(bench.server, database) as application:
            reader.query("BEGIN")
            reader.query("SELECT count(*) FROM t_00001")
            child = Child(tool.up(folder, target), bench.log(name), bench.options.timeout)
            _hold(reader, child, bench.options.hold)
            reader.query("COMMIT")
            ended = child.wait()
        well = ended.good and altered(reader, 1)
    if not well or application.errors:
        bench.trouble(name, f"stall: {describe(ended)} {' '.join(application.errors[:1])}".rstrip())
    return {
        "well": well,
        "seconds": ended.seconds,
        "queries": len(application.seconds),
        "longest": max(application.seconds, default=0),
        "errors": len(application.errors),
    }
