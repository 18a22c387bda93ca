"""Facts about the machine that the figures depend on; nothing that names it."""

import os
import platform
import re
import shutil
import statistics
import subprocess
import time
from pathlib import Path

from harness import install


def facts(server):
    """A flat record of names and texts."""
    with server.connect() as connection:
        postgres = connection.query("SHOW server_version")[0][0]
    return {
        "processor": _first(r"model name\s*:\s*(.+)", "/proc/cpuinfo") or platform.machine(),
        "cores": str(os.cpu_count()),
        "memory": _memory(),
        "kernel": f"{platform.system()} {platform.release()}",
        "PostgreSQL server": postgres,
        "psql": _said(r"\(PostgreSQL\) (\S+)", "psql", "--version"),
        "Java": _said(r'version "([^"]+)"', "java", "-version"),
        "Node.js": _said(r"v(\S+)", "node", "--version"),
        "Python": platform.python_version(),
        "write and fsync of 8 KiB": f"{_fsync() * 1000:.2f} ms (median of 200)",
        "load average at the start": f"{os.getloadavg()[0]:.2f}",
    }


def _first(pattern, path):
    try:
        found = re.search(pattern, Path(path).read_text())
    except OSError:
        return None
    return found.group(1).strip() if found else None


def _memory():
    kib = _first(r"MemTotal:\s*(\d+)", "/proc/meminfo")
    return f"{int(kib) / 1024 / 1024:.0f} GiB" if kib else "unknown"


def _said(pattern, *argv):
    if shutil.which(argv[0]) is None:
        return "none"
    done = subprocess.run(argv, capture_output=True, text=True, timeout=30)
    found = re.search(pattern, done.stdout + done.stderr)
    return found.group(1) if found else "unknown"


def _fsync():
    path = install.TARGET / "fsync.probe"
    times = []
    with path.open("wb", buffering=0) as file:
        for _ in range(200):
            began = time.perf_counter()
            file.write(bytes(8192))
            os.fsync(file.fileno())
            times.append(time.perf_counter() - began)
    path.unlink()
    return statistics.median(times)
