"""The PostgreSQL server of one run: unpacked, started with durable defaults, stopped and removed at the end."""

import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from pathlib import Path

from harness import install
from harness.wire import Connection, ServerError

SETTINGS = {
    "fsync": "on",
    "synchronous_commit": "on",
    "max_connections": "100",
    "ssl": "off",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
}


class Server:
    """A server with trust authentication on a free loopback port; use as a context manager."""

    def __init__(self, folder):
        self._account = account()
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob("lockkeeper-bench-*"):
            shutil.rmtree(left, ignore_errors=True)
        self._home = Path(tempfile.mkdtemp(prefix="lockkeeper-bench-", dir=folder))
        self._process = None
        self.port = free_port()

    def __enter__(self):
        try:
            self._start()
            return self
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *ignored):
        if self._process is not None:
            if self._process.poll() is None:
                self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(30)
            except subprocess.TimeoutExpired:
                self._process.send_signal(signal.SIGQUIT)
                self._process.wait(30)
        shutil.rmtree(self._home, ignore_errors=True)

    def connect(self, database="postgres"):
        """A connection; waits for a place while the measured tools hold all."""
        return _patiently("53300", lambda: Connection(self.port, database))

    def create(self, database):
        """Makes an empty database in place of an older one of that name, and waits until all is on disk."""
        self.drop(database)
        with self.connect() as connection:
            connection.query(f'CREATE DATABASE "{database}"')
            connection.query("CHECKPOINT")
        os.sync()

    def drop(self, database):
        with self.connect() as connection:
            # A killed tool's backend may finish a long statement before it goes.
            _patiently("55006", lambda: connection.query(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)'))

    def _start(self):
        programs = self._home / "pgsql"
        _unpack(programs)
        data = self._home / "data"
        data.mkdir()
        if self._account:
            _give(self._home, self._account)
        self._initialise(programs, data)
        options = [word for key, value in SETTINGS.items() for word in ("-c", f"{key}={value}")]
        log = (install.TARGET / "logs" / "postgresql.log").open("wb")
        with log:
            self._process = subprocess.Popen(
                [str(programs / "bin" / "postgres"), "-D", str(data), "-p", str(self.port), *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=data,
                start_new_session=True,
                preexec_fn=_stop_with_parent,
                **self._as_account(),
            )
        self._await_ready()

    def _initialise(self, programs, data):
        done = subprocess.run(
            [str(programs / "bin" / "initdb"), "-D", str(data), "-U", "bench", "--auth=trust", "-E", "UTF8", "--no-locale"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            cwd=self._home,
            timeout=120,
            **self._as_account(),
        )
        if done.returncode != 0:
            hint = " (as root the server runs as another user, who must be able to reach this folder; see --server-dir)"
            raise SystemExit(f"initdb failed: {done.stderr.strip()}{hint if self._account else ''}")

    def _as_account(self):
        if not self._account:
            return {}
        return {"user": self._account.pw_uid, "group": self._account.pw_gid, "extra_groups": []}

    def _await_ready(self):
        deadline = time.monotonic() + 60
        while True:
            try:
                self.connect().close()
                return
            except (OSError, ServerError) as not_yet:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise SystemExit(f"PostgreSQL did not start: {not_yet}; see target/bench/logs/postgresql.log")
                time.sleep(0.1)


def _patiently(code, action):
    """Repeats the action for up to a minute while it fails with this SQLSTATE."""
    deadline = time.monotonic() + 60
    while True:
        try:
            return action()
        except ServerError as failure:
            if not str(failure).startswith(code) or time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def account():
    """PostgreSQL refuses to run as root: then it runs as nobody."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _give(folder, account):
    os.chown(folder, account.pw_uid, account.pw_gid)
    for parent, folders, files in os.walk(folder):
        for name in folders + files:
            os.chown(os.path.join(parent, name), account.pw_uid, account.pw_gid, follow_symlinks=False)


def _unpack(into):
    jar = next(install.jars("postgresql").glob("embedded-postgres-binaries-*.jar"))
    with zipfile.ZipFile(jar) as archive:
        name = next(entry for entry in archive.namelist() if entry.endswith(".txz"))
        with archive.open(name) as packed, tarfile.open(fileobj=packed, mode="r:xz") as files:
            files.extractall(into)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _stop_with_parent():
    """On Linux, asks for a fast shutdown should this program be killed without a chance to clean up."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGINT)
