"""Client turns: per migration, per run, with nothing to do, and when an older table is altered."""

from dataclasses import asdict

from harness.bench import describe
from harness.migrations import alters, altered


def measure(bench):
    many, few = bench.options.n, bench.options.small
    for name, tool in bench.tools.items():
        bench.say(f"turns: {name}")
        database = f"turns_{name}"
        small = _fresh(bench, name, few, database)
        large = _fresh(bench, name, many, database)
        figures = {}
        if small and large:
            slope = (large["turns"] - small["turns"]) / (many - few)
            figures = {
                "fresh": large,
                "freshSmall": small,
                "perMigration": large["turns"] / many,
                "perMigrationMarginal": slope,
                "fixed": large["turns"] - slope * many,
            }
            if tool.keeps_history:
                figures["nothingToDo"] = _again(bench, name, many, database)
        if tool.keeps_history:
            figures["stepByStep"] = _steps(bench, name, database)
        bench.record("turns", name, figures)
        bench.server.drop(database)


def _fresh(bench, name, count, database):
    bench.proxy.take()
    ended = bench.fresh_up(name, count, database, via=bench.counted)
    taken = asdict(bench.proxy.take())
    return taken if ended else None


def _again(bench, name, count, database):
    ended = bench.up(name, bench.folder(name, count), bench.counted(database))
    taken = asdict(bench.proxy.take())
    if ended.good:
        return taken
    bench.trouble(name, f"nothing to do: {describe(ended)}")
    return None


def _steps(bench, name, database):
    """The table comes from an earlier run, so each migration touches what was there before."""
    count, tool = bench.options.small, bench.tools[name]
    migrations = alters(count)
    bench.server.create(database)
    first = bench.new_folder(name, "alters-first")
    tool.write(first, migrations[:1])
    ended = bench.up(name, first, bench.direct(database))
    if ended.good:
        # The same folder grows, as it does in a project.
        tool.write(first, migrations)
        bench.proxy.take()
        ended = bench.up(name, first, bench.counted(database))
        taken = asdict(bench.proxy.take())
        with bench.server.connect(database) as connection:
            if ended.good and altered(connection, count):
                idle = _again_in(bench, name, first, database)
                return {**taken, "migrations": count, "nothingToDo": idle}
    bench.trouble(name, f"altering an older table: {describe(ended)}")
    return None


def _again_in(bench, name, folder, database):
    ended = bench.up(name, folder, bench.counted(database))
    turns = bench.proxy.take().turns
    return turns if ended.good else None
