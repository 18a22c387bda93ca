"""Lockkeeper's own targets beside what the run measured."""

from statistics import median

from harness.figures import ratios, table


def targets(record):
    """A section of the page, or nothing if the run had no Lockkeeper."""
    if "lockkeeper" not in record["tools"]:
        return ""
    rows = [[what, limit, text, "yes" if met else "**no**"] for what, limit, text, met in _all(record)]
    return "## Lockkeeper against its targets\n\n" + table(["", "target", "measured", "met"], rows)


def _all(record):
    turns = record["results"].get("turns", {}).get("lockkeeper", {})
    if "perMigrationMarginal" in turns:
        yield _most("turns per migration, fresh", 0.1, turns["perMigrationMarginal"])
        yield _most("turns per run beside that", 20, turns["fixed"])
    if turns.get("nothingToDo"):
        yield _most("turns, nothing to do", 7, turns["nothingToDo"]["turns"])
    if turns.get("stepByStep"):
        yield _most("turns per migration of one statement, step by step", 3, turns["stepByStep"]["perMigration"])
    for what, measurement, other, most in (
        ("wall time fresh, ratio to psql", "fresh", "psql", 1.15),
        ("wall time with nothing to do, ratio to the floor", "idle", "floor", 1.35),
        (f"`status` with {record['options']['large']} migrations, ratio to the floor", "status", "floor", 6),
    ):
        pairs = ratios(record, measurement, "lockkeeper", other)
        if pairs:
            yield _most(what, most, median(pairs))
    yield from _relay(record)
    yield from _safety(record)


def _relay(record):
    measured = record["results"].get("relay", {})
    if "relay" not in measured:
        return
    for mode in ("simple", "prepared"):
        if "PgBouncer" in measured:
            ratio = median(
                own / other
                for own, other in zip(measured["relay"][f"tps {mode}"], measured["PgBouncer"][f"tps {mode}"])
            )
            yield f"pgbench -S {mode} through the relay, ratio to PgBouncer", "≥ 0.9", f"{ratio:.2f}", ratio >= 0.9
        added = median(
            own - base for own, base in zip(measured["relay"][f"ms {mode}"], measured["direct"][f"ms {mode}"])
        )
        yield _most(f"milliseconds that the relay adds to one statement, {mode}", 0.1, added)


def _safety(record):
    races = record["results"].get("race", {}).get("lockkeeper", [])
    for runners in sorted({each["runners"] for each in races}):
        worst = min(each["well"] for each in races if each["runners"] == runners)
        yield f"{runners} runners at once end well", "all", str(worst), worst == runners
    tries = record["results"].get("kill", {}).get("lockkeeper", {}).get("tries", [])
    if tries:
        well = sum(each["well"] for each in tries)
        yield "kill -9, then a plain run finishes", "all", f"{well} of {len(tries)}", well == len(tries)
    if "large" in record["measured"]:
        done = "lockkeeper" in record["results"].get("large", {})
        yield f"{record['options']['large']} migrations in a heap of 128 MiB", "ends well", "did" if done else "did not", done


def _most(what, limit, value):
    return what, f"≤ {limit}", f"{value:.2f}", value <= limit
