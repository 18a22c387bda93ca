"""Installs the pinned peers below target/bench with the package managers that are on the machine."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).resolve().parent.parent
PROJECT = BENCH.parent
TARGET = PROJECT / "target" / "bench"
VERSIONS = json.loads((BENCH / "versions.json").read_text())


class NotInstalled(Exception):
    """A peer could not be installed; the message says why."""


def _once(name, build):
    """Runs build(folder) unless the folder was already built from the same pinned versions; returns the folder."""
    folder = TARGET / "peers" / name
    pinned = json.dumps([VERSIONS[name], sys.version_info[:2]], sort_keys=True)
    stamp = folder / ".built-from"
    wanted = hashlib.sha256(pinned.encode()).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted:
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    print(f"installing {name}", file=sys.stderr, flush=True)
    build(folder)
    stamp.write_text(wanted)
    return folder


def _run(*argv, cwd):
    if shutil.which(argv[0]) is None:
        raise NotInstalled(f"{Path(argv[0]).name} is not on PATH")
    done = subprocess.run(argv, cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=900)
    if done.returncode != 0:
        said = [line for line in (done.stderr + done.stdout).splitlines() if "error" in line.lower()]
        raise NotInstalled(f"{Path(argv[0]).name} ended with {done.returncode}: {' '.join(said[:1])}")


def node():
    """The folder whose node_modules holds dbmate, Knex and node-pg-migrate."""

    def build(folder):
        (folder / "package.json").write_text(json.dumps({"private": True, "dependencies": VERSIONS["node"]}))
        _run("npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts", cwd=folder)

    return _once("node", build)


def python():
    """The bin folder of a virtual environment that holds Alembic and Django."""

    def build(folder):
        _run(sys.executable, "-m", "venv", str(folder / "venv"), cwd=folder)
        pins = [f"{name}=={version}" for name, version in VERSIONS["python"].items()]
        _run(str(folder / "venv" / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", *pins, cwd=folder)

    return _once("python", build) / "venv" / "bin"


def jars(name):
    """The folder with the jars of one Maven group of versions.json and everything they need at run time."""

    def build(folder):
        entries = "".join(
            "<dependency><groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version></dependency>".format(
                *key.split(":"), version
            )
            for key, version in VERSIONS[name].items()
        )
        (folder / "pom.xml").write_text(
            '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
            f"<groupId>bench</groupId><artifactId>{name}</artifactId><version>1</version><packaging>pom</packaging>"
            f"<dependencies>{entries}</dependencies></project>"
        )
        goal = f"org.apache.maven.plugins:maven-dependency-plugin:{VERSIONS['maven-dependency-plugin']}:copy-dependencies"
        _run("mvn", "-q", "-B", "-f", "pom.xml", goal, "-DoutputDirectory=lib", "-DincludeScope=runtime", cwd=folder)

    return _once(name, build) / "lib"


def compiled(name, source):
    """Compiles a Java source of this folder against jars(name) into a jar beside them; returns the jar."""
    lib = jars(name)
    jar = lib.parent / f"{Path(source).stem.lower()}.jar"
    text = BENCH / source
    if not jar.exists() or jar.stat().st_mtime < text.stat().st_mtime:
        classes = lib.parent / "classes"
        shutil.rmtree(classes, ignore_errors=True)
        _run(_jdk("javac"), "-cp", f"{lib}/*", "-d", str(classes), str(text), cwd=lib.parent)
        _run(_jdk("jar"), "--create", "--file", str(jar), "-C", str(classes), ".", cwd=lib.parent)
    return jar


def java():
    """The java program."""
    return _jdk("java")


def _jdk(program):
    """A program of JAVA_HOME, or else of PATH."""
    home = os.environ.get("JAVA_HOME")
    found = str(Path(home, "bin", program)) if home else shutil.which(program)
    if not found or not Path(found).exists():
        raise NotInstalled(f"{program} is not on PATH")
    return found
