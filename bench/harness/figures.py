"""Reads figures out of the record of a run and writes them as text."""

from statistics import median


def title(record, name):
    return record["tools"].get(name, name)


def step_turns(record, name):
    """Turns per migration that alters a table of an earlier run."""
    steps = record["results"].get("turns", {}).get(name, {}).get("stepByStep")
    return f"{steps['perMigration']:.2f}" if steps else "–"


def turn(record, name, key):
    value = record["results"].get("turns", {}).get(name, {}).get(key)
    return "–" if value is None else f"{value:.2f}"


def nothing_to_do(record, name):
    found = record["results"].get("turns", {}).get(name, {}).get("nothingToDo")
    return str(found["turns"]) if found else "–"


def seconds(record, measurement, name):
    return record["results"].get(measurement, {}).get(name, {}).get("seconds", [])


def ratios(record, measurement, name, other):
    """The ratio of each round's pair."""
    return [own / base for own, base in zip(seconds(record, measurement, name), seconds(record, measurement, other))]


def race(record, name, runners):
    well = [each["well"] for each in record["results"].get("race", {}).get(name, []) if each["runners"] == runners]
    if not well:
        return "–"
    return str(well[0]) if min(well) == max(well) else f"{min(well)}..{max(well)}"


def kill(record, name):
    tries = record["results"].get("kill", {}).get(name, {}).get("tries", [])
    between = sum(0 < each["tablesLeft"] < record["options"]["small"] for each in tries)
    return f"{sum(each['well'] for each in tries)}/{len(tries)} ({between})" if tries else "–"


def stall(record, name):
    found = record["results"].get("stall", {}).get(name)
    if not found:
        return "–"
    return f"{found['longest']:.2f}" + ("" if found["well"] else " (failed)")


def relay_cells(measured, name, mode):
    """Statements per second, their ratio to the direct way round by round, and the added milliseconds of one by itself
    and in a transaction."""
    own, direct = measured[name], measured["direct"]
    rates = [mine / base for mine, base in zip(own[f"tps {mode}"], direct[f"tps {mode}"])]
    if name == "direct":
        return f"{median(own[f'tps {mode}']):.0f}", "1.00", "–", "–"
    added = [
        median(mine - base for mine, base in zip(own[key], direct[key]))
        for key in (f"ms {mode}", f"ms in a transaction {mode}")
    ]
    return f"{median(own[f'tps {mode}']):.0f}", spread(rates), *(f"{each:.3f}" for each in added)


def spread(values, brackets=True):
    """Median, least and greatest."""
    if not values:
        return "–"
    middle = f"{median(values):.2f}"
    return f"{middle} ({min(values):.2f}..{max(values):.2f})" if brackets and len(values) > 1 else middle


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
