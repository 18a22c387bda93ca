"""How each tool lays out its migrations and how it is called."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from harness import install
from harness.children import Command
from harness.install import NotInstalled

_AMBIENT = (
    *("PG", "DATABASE_URL", "DB_", "POSTGRES_", "MIGRATION_ACTION"),
    *("LOCKKEEPER_", "FLYWAY_", "LIQUIBASE_", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"),
)
_SAME_FOR_ALL = {"PGSSLMODE": "disable", "LC_ALL": "C.UTF-8"}


@dataclass(frozen=True)
class Target:
    """A database of the bench server, reached directly or through the counting proxy."""

    port: int
    database: str

    @property
    def url(self):
        return f"postgres://bench@127.0.0.1:{self.port}/{self.database}?sslmode=disable"

    @property
    def jdbc(self):
        return f"jdbc:postgresql://127.0.0.1:{self.port}/{self.database}?sslmode=disable"


class Tool:
    """One migration tool. Creating it installs it, or raises NotInstalled."""

    title = ""
    keeps_history = True

    def write(self, folder, migrations):
        """Writes the migrations into the folder in the tool's own layout."""
        raise NotImplementedError

    def up(self, folder, target):
        """The command that applies all of them to the target."""
        raise NotImplementedError


def _command(folder, *argv, **env):
    kept = {key: value for key, value in os.environ.items() if not key.startswith(_AMBIENT)}
    return Command([str(word) for word in argv], str(folder), {**kept, **_SAME_FOR_ALL, **env})


def _write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def write_pairs(folder, migrations):
    """Lockkeeper's own layout, which the floor reads too."""
    for each in migrations:
        _write(folder / f"{each.stamp}_change.up.sql", each.up)
        _write(folder / f"{each.stamp}_change.down.sql", each.down)


class Psql(Tool):
    """No migration tool, but the yardstick: the same statements from one process in autocommit."""

    title = "psql"
    keeps_history = False

    def __init__(self):
        self._psql = shutil.which("psql")
        if self._psql is None:
            raise NotInstalled("psql is not on PATH")
        if Path(self._psql).resolve().name == "pg_wrapper":
            # The wrapper is a script that costs start-up time; the program itself is the stricter yardstick.
            self._psql = max(Path("/usr/lib/postgresql").glob("*/bin/psql"), key=lambda path: int(path.parts[-3]))

    def write(self, folder, migrations):
        for each in migrations:
            _write(folder / f"{each.stamp}.sql", each.up)
        _write(folder / "all.sql", "".join(f"\\i {each.stamp}.sql\n" for each in migrations))

    def up(self, folder, target):
        return _command(folder, self._psql, "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", "all.sql", target.url)


class Dbmate(Tool):
    title = "dbmate"

    def __init__(self):
        found = sorted(install.node().glob("node_modules/@dbmate/*/bin/dbmate"))
        if not found:
            raise NotInstalled("the npm package brought no dbmate program for this system")
        self._dbmate = found[0]

    def write(self, folder, migrations):
        for each in migrations:
            _write(folder / f"{each.stamp}_change.sql", f"-- migrate:up\n{each.up}\n-- migrate:down\n{each.down}")

    def up(self, folder, target):
        return _command(folder, self._dbmate, "--url", target.url, "-d", folder, "--no-dump-schema", "migrate")


class Knex(Tool):
    title = "Knex"

    def __init__(self):
        self._modules = install.node() / "node_modules"

    def write(self, folder, migrations):
        for each in migrations:
            _write(
                folder / "migrations" / f"{each.stamp}_change.js",
                f"exports.up = (knex) => knex.raw(`{each.up}`);\nexports.down = (knex) => knex.raw(`{each.down}`);\n",
            )
        _write(
            folder / "knexfile.js",
            "module.exports = { client: 'pg', connection: process.env.BENCH_URL,"
            " migrations: { directory: './migrations' } };\n",
        )

    def up(self, folder, target):
        return _command(
            folder,
            "node",
            self._modules / "knex" / "bin" / "cli.js",
            "migrate:latest",
            BENCH_URL=target.url,
            NODE_PATH=str(self._modules),
        )


class NodePgMigrate(Tool):
    title = "node-pg-migrate"

    def __init__(self):
        package = install.node() / "node_modules" / "node-pg-migrate"
        self._program = package / "bin" / "node-pg-migrate.js"

    def write(self, folder, migrations):
        for each in migrations:
            _write(folder / f"{each.stamp}_change.sql", f"-- Up Migration\n{each.up}\n-- Down Migration\n{each.down}")

    def up(self, folder, target):
        return _command(folder, "node", self._program, "up", "-m", folder, DATABASE_URL=target.url)


class Alembic(Tool):
    title = "Alembic"

    def __init__(self):
        self._bin = install.python()

    def write(self, folder, migrations):
        _write(folder / "alembic.ini", "[alembic]\nscript_location = %(here)s/scripts\n")
        _write(
            folder / "scripts" / "env.py",
            "import os\nfrom alembic import context\nfrom sqlalchemy import create_engine\n"
            "with create_engine(os.environ['BENCH_URL']).connect() as connection:\n"
            "    context.configure(connection=connection, transaction_per_migration=True)\n"
            "    with context.begin_transaction():\n        context.run_migrations()\n",
        )
        previous = None
        for each in migrations:
            _write(
                folder / "scripts" / "versions" / f"{each.number:05d}_change.py",
                f"from alembic import op\nrevision = '{each.number:05d}'\ndown_revision = {previous!r}\n"
                f"def upgrade():\n    op.execute('''{each.up}''')\ndef downgrade():\n    op.execute('''{each.down}''')\n",
            )
            previous = f"{each.number:05d}"

    def up(self, folder, target):
        url = target.url.replace("postgres://", "postgresql+psycopg2://")
        return _command(folder, self._bin / "alembic", "upgrade", "head", BENCH_URL=url)


class Django(Tool):
    title = "Django"

    def __init__(self):
        self._bin = install.python()

    def write(self, folder, migrations):
        _write(
            folder / "settings.py",
            "import os\nSECRET_KEY = 'bench'\nINSTALLED_APPS = ['app']\nDATABASES = {'default': {"
            "'ENGINE': 'django.db.backends.postgresql', 'HOST': '127.0.0.1', 'USER': 'bench',"
            " 'PORT': os.environ['BENCH_PORT'], 'NAME': os.environ['BENCH_DATABASE']}}\n",
        )
        _write(folder / "app" / "__init__.py", "")
        _write(folder / "app" / "migrations" / "__init__.py", "")
        dependencies = []
        for each in migrations:
            _write(
                folder / "app" / "migrations" / f"{each.number:05d}_change.py",
                "from django.db import migrations\nclass Migration(migrations.Migration):\n"
                f"    dependencies = {dependencies!r}\n"
                f"    operations = [migrations.RunSQL('''{each.up}''', '''{each.down}''')]\n",
            )
            dependencies = [("app", f"{each.number:05d}_change")]

    def up(self, folder, target):
        return _command(
            folder,
            self._bin / "python",
            "-m",
            "django",
            "migrate",
            "--noinput",
            DJANGO_SETTINGS_MODULE="settings",
            PYTHONPATH=str(folder),
            BENCH_PORT=str(target.port),
            BENCH_DATABASE=target.database,
        )


class Liquibase(Tool):
    title = "Liquibase"

    def __init__(self):
        self._java, self._lib = install.java(), install.jars("liquibase")

    def write(self, folder, migrations):
        changes = (f"--changeset bench:{each.number}\n{each.up}--rollback {each.down}" for each in migrations)
        _write(folder / "changelog.sql", "--liquibase formatted sql\n\n" + "\n".join(changes))

    def up(self, folder, target):
        return _command(
            folder,
            self._java,
            "-cp",
            f"{self._lib}/*",
            "liquibase.integration.commandline.LiquibaseCommandLine",
            f"--search-path={folder}",
            "--changelog-file=changelog.sql",
            f"--url={target.jdbc}",
            "--username=bench",
            "update",
            LIQUIBASE_ANALYTICS_ENABLED="false",
        )


class Flyway(Tool):
    title = "Flyway"

    def __init__(self):
        self._java = install.java()
        self._path = f"{install.compiled('flyway', 'FlywayMain.java')}:{install.jars('flyway')}/*"

    def write(self, folder, migrations):
        for each in migrations:
            _write(folder / f"V{each.number}__change.sql", each.up)

    def up(self, folder, target):
        return _command(
            folder, self._java, "-cp", self._path, "FlywayMain", target.jdbc, folder, REDGATE_DISABLE_TELEMETRY="true"
        )


class Floor:
    """Not a tool: the least that a Java program with nothing to do must still do; see Floor.java."""

    def __init__(self, name, *flags):
        jar = install.compiled("floor", "Floor.java")
        driver = next(install.jars("floor").glob("postgresql-*.jar"))
        self._java = [install.java(), *flags, "-cp", f"{jar}:{driver}"]
        self._archive = jar.with_name(f"{name}.jsa")

    def command(self, folder, target):
        """Reads and hashes the *.sql files of the folder and reads rows of the target."""
        return self._call(f"-XX:SharedArchiveFile={self._archive}", folder, target)

    def archive(self, folder, target):
        """Makes the class-data archive that command() starts from."""
        self._archive.unlink(missing_ok=True)
        return self._call(f"-XX:ArchiveClassesAtExit={self._archive}", folder, target)

    def _call(self, flag, folder, target):
        return _command(folder, self._java[0], flag, *self._java[1:], "Floor", target.port, target.database, folder)


def floors():
    """The floor as the target means it, and the same with the flags that make a short-lived JVM quickest."""
    return {
        "floor": Floor("floor"),
        "floor, quick JVM flags": Floor("floor-quick", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
    }


class Lockkeeper(Tool):
    title = "Lockkeeper"

    def __init__(self, launcher):
        self._launcher = launcher
        if not os.access(launcher, os.X_OK):
            raise NotInstalled("there is no launcher")

    def write(self, folder, migrations):
        write_pairs(folder, migrations)

    def up(self, folder, target, **env):
        return _command(folder, self._launcher, "up", "--url", target.url, "--dir", folder, **env)

    def relay(self, folder, target):
        return _command(folder, self._launcher, "relay", "--url", target.url)

    def recording_relay(self, folder, target):
        """The same with a record of every statement, for nobody; see RecordingRelay.java."""
        jar = self._launcher.parent / "target" / "launcher" / "lib" / "lockkeeper.jar"
        source = install.BENCH / "RecordingRelay.java"
        return _command(folder, install.java(), "-cp", jar, source, target.url)

    def status(self, folder, target):
        return _command(folder, self._launcher, "status", "--url", target.url, "--dir", folder)


PEERS = {
    "psql": Psql,
    "dbmate": Dbmate,
    "knex": Knex,
    "node-pg-migrate": NodePgMigrate,
    "alembic": Alembic,
    "django": Django,
    "liquibase": Liquibase,
    "flyway": Flyway,
}
