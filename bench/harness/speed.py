"""Wall time: fresh, with nothing to do, and with ten thousand migrations. Rounds interleave the tools."""

from harness.bench import describe
from harness.migrations import tables

_BATCH = 100


def fresh(bench):
    """Every tool once per round on a new empty database, round 0 untimed; a tool that fails leaves the later rounds."""
    count, still = bench.options.n, list(bench.tools)
    timed = {name: [] for name in still}
    for number in range(bench.options.rounds + 1):
        for name in list(still):
            bench.say(f"fresh, round {number} of {bench.options.rounds}: {name}")
            ended = bench.fresh_up(name, count, f"fresh_{name}")
            if ended and number > 0:
                timed[name].append(ended)
            elif not ended:
                still.remove(name)
            bench.server.drop(f"fresh_{name}")
    for name in still:
        bench.record("fresh", name, _figures(timed[name]))


def idle(bench):
    """A second run where all is applied, beside the floor, which hashes the files that Lockkeeper reads."""
    count = bench.options.n
    commands = {}
    for name in bench.with_history():
        database = f"idle_{name}"
        if bench.fresh_up(name, count, database):
            commands[name] = bench.tools[name].up(bench.folder(name, count), bench.direct(database))
    if bench.floors:
        commands.update(_floors(bench, "idle_floor", count))
    _rounds(bench, "idle", commands)
    for name in [*bench.tools, "floor"]:
        bench.server.drop(f"idle_{name}")


def large(bench):
    """Lockkeeper only: up in a small heap, then status beside the floor over the same files."""
    if "lockkeeper" not in bench.tools:
        return
    count, tool, database = bench.options.large, bench.tools["lockkeeper"], "large"
    bench.say(f"{count} migrations: lockkeeper up in a heap of 128 MiB")
    folder, target = bench.folder("lockkeeper", count), bench.direct(database)
    bench.server.create(database)
    ended = bench.run("lockkeeper", tool.up(folder, target, LOCKKEEPER_JAVA_OPTS="-Xmx128m"))
    if not (ended.good and bench.complete(database, count)):
        bench.trouble("lockkeeper", f"{count} migrations in a heap of 128 MiB: {describe(ended)}")
        return
    bench.record("large", "lockkeeper", _figures([ended]))
    _rounds(bench, "status", {"lockkeeper": tool.status(folder, target), **_archived(bench, folder, target)})
    bench.server.drop(database)


def _rounds(bench, measurement, commands):
    """One untimed run of each, then the rounds."""
    ended = {name: bench.run(name, command) for name, command in commands.items()}
    still = list(commands)
    timed = {name: [] for name in still}
    for number in range(bench.options.idle_rounds + 1):
        for name in list(still):
            if number > 0:
                ended[name] = bench.run(name, commands[name])
                timed[name].append(ended[name])
            if not ended[name].good:
                bench.trouble(name, f"{measurement}: {describe(ended[name])}")
                still.remove(name)
        bench.say(f"{measurement}, round {number} of {bench.options.idle_rounds}")
    for name in still:
        bench.record(measurement, name, _figures(timed[name]))


def _figures(ended):
    return {
        "seconds": [each.seconds for each in ended],
        "cpu": [each.cpu for each in ended],
        "peakMiB": max(each.peak_mib for each in ended),
    }


def _floors(bench, database, count):
    """The floor needs no tool: its tables are made here."""
    bench.server.create(database)
    migrations = tables(count)
    with bench.server.connect(database) as connection:
        for start in range(0, count, _BATCH):
            connection.query("".join(each.up for each in migrations[start : start + _BATCH]))
    return _archived(bench, bench.folder("floor", count), bench.direct(database))


def _archived(bench, folder, target):
    for floor in bench.floors.values():
        bench.run("floor", floor.archive(folder, target))
    return {name: floor.command(folder, target) for name, floor in bench.floors.items()}
