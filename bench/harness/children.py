"""Child processes with a time limit: each in its own process group, measured, and never left behind."""

import os
import signal
import subprocess
import threading
import time
from dataclasses import dataclass

_running = set()


@dataclass(frozen=True)
class Command:
    """What to start and where."""

    argv: list
    cwd: str
    env: dict


@dataclass(frozen=True)
class Ended:
    """How a child ended: exit code (negative: the signal), wall and processor time in seconds, peak memory in MiB."""

    exit: int
    seconds: float
    cpu: float
    peak_mib: float
    timed_out: bool

    @property
    def good(self):
        return self.exit == 0 and not self.timed_out


class Child:
    """A started command; its output goes to the log file."""

    def __init__(self, command, log, timeout):
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as output:
            self._began = time.perf_counter()
            self._process = subprocess.Popen(
                command.argv,
                cwd=command.cwd,
                env=command.env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        _running.add(self)
        self._timed_out = False
        self._ended = None
        self._watchdog = threading.Timer(timeout, self._give_up)
        self._watchdog.daemon = True
        self._watchdog.start()

    def poll(self):
        """How it ended, or None while it runs."""
        return self._reap(os.WNOHANG)

    def wait(self):
        return self._reap(0)

    def kill(self):
        """SIGKILL to the whole process group."""
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass

    def _give_up(self):
        self._timed_out = True
        self.kill()

    def _reap(self, flags):
        # wait4 blocks without polling and tells the peak memory; Popen.wait(timeout) would add up to 50 ms.
        if self._ended is not None:
            return self._ended
        pid, status, usage = os.wait4(self._process.pid, flags)
        if pid == 0:
            return None
        seconds = time.perf_counter() - self._began
        self._watchdog.cancel()
        self.kill()
        _running.discard(self)
        self._process.returncode = os.waitstatus_to_exitcode(status)
        self._ended = Ended(
            self._process.returncode, seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, self._timed_out
        )
        return self._ended


def run(command, log, timeout):
    """Starts the command and waits for its end."""
    child = Child(command, log, timeout)
    try:
        return child.wait()
    finally:
        child.kill()


def kill_all():
    """Ends whatever is still running."""
    for child in list(_running):
        child.kill()
        child.wait()
