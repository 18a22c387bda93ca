"""Client turns: per migration, per run, with nothing to do, and when an older table is altered."""

from dataclasses import asdict

from harness.bench import describe
from harness.migrations import altered, alters


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
    """Turns per migration that alters a table of an earlier run: the difference between a run of few and one of many."""
    many = bench.options.small
    few = many // 10
    migrations = alters(few + many)
    folder = bench.new_folder(name, "alters")
    bench.server.create(database)
    taken = []
    # The same folder grows from run to run, as it does in a project.
    for count in (0, few, few + many):
        bench.tools[name].write(folder, migrations[: 1 + count])
        bench.proxy.take()
        ended = bench.up(name, folder, bench.counted(database))
        taken.append(bench.proxy.take().turns)
        with bench.server.connect(database) as connection:
            if not (ended.good and altered(connection, count)):
                bench.trouble(name, f"altering an older table: {describe(ended)}")
                return None
    return {"few": few, "many": many, "turns": taken[1:], "perMigration": (taken[2] - taken[1]) / (many - few)}
