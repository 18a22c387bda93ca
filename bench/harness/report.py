"""Writes the page for people from the record of one run."""

from statistics import median

from harness.figures import (
    kill,
    nothing_to_do,
    race,
    ratios,
    relay_cells,
    seconds,
    spread,
    stall,
    step_turns,
    table,
    title,
    turn,
)
from harness.targets import targets

_PACKAGES = {
    "dbmate": ("node", "dbmate"),
    "knex": ("node", "knex"),
    "node-pg-migrate": ("node", "node-pg-migrate"),
    "alembic": ("python", "alembic"),
    "django": ("python", "django"),
    "liquibase": ("liquibase", "org.liquibase:liquibase-core"),
    "flyway": ("flyway", "org.flywaydb:flyway-core"),
}

_HOW = """\
## What is measured, and how

Every tool applies the same {n} migrations, each of one table and one index, in the tool's own layout, to the same
PostgreSQL server, which the run starts for itself: trust authentication, no TLS, loopback TCP, `fsync` and
`synchronous_commit` on, at most 100 connections, otherwise PostgreSQL's defaults.

- **Client turns** are counted by a proxy: the client speaks after the server has spoken. That is how often a distant
  client waits for the network; the figure does not depend on the machine. "Per migration" is the difference between
  {n} and {small} migrations divided by {difference}; "fixed" is what is left over per run. "Step by step" is
  measured in the same way with migrations that each add a column to a table of an earlier run.
- **Wall time, fresh**: from the start of the process to its end, on a new empty database after a checkpoint. The tools
  take turns, round by round (rounds: {rounds}), and each time is divided by the time of psql in the same round. psql
  reads all files in one process and in autocommit, keeps no history and takes no lock.
- **Nothing to do**: a second run, also in turns (rounds: {idle_rounds}). The *floor* is a small Java program with a
  class-data archive that reads and hashes the files that Lockkeeper reads (up and down), connects and reads a
  thousand rows; its second line is the same program with `-XX:TieredStopAtLevel=1 -XX:+UseSerialGC`.
- **Race**: that many processes start together on an empty database (races: {races}; the worst and the best are given).
  A runner ends well if it exits with 0 and at that moment the schema is complete.
- **Kill**: SIGKILL to the process group during a run of {small} migrations, at moments spread from half the time of a
  run with nothing to do to the end of a run. Then one plain run with no option must exit with 0 within
  {rerun_timeout:.0f} s and leave the schema complete. In brackets: how many kills left some but not all of the tables (none,
  of course, where a tool keeps all migrations in one transaction).
- **Longest application query**: one migration adds a column to a table while an older transaction of the application,
  which has read the table, stays open for {hold:.0f} s more, and four application connections read and update single rows.
  Given is the longest that any of those queries took.
- **pgbench -S**: eight clients read single rows by key, with simple and with prepared statements, straight from the
  server, through PgBouncer in session mode and through Lockkeeper's relay, in turns within each round; ratios are of
  one round. The time added to a statement is the difference of medians with one client, by itself and in a transaction
  of twenty. Both ask their clients for a password over SCRAM-SHA-256, and neither encrypts. "Recording" is the relay as
  it records every statement, its locks in a transaction included, without the ledger that keeps the records.

What favours the others: every tool runs once before it is timed, so Python's byte code and the file cache are warm;
dbmate is started without its npm wrapper, and psql without the distribution's wrapper; usage reports over the network
are off; Flyway is called through its Java interface by a ten-line program, without the start-up of its command line.
"Client CPU" is the processor time of the tool alone, without the server's: it suffers least from a busy machine.
The migrations are small, so times are mostly start-up, turns and commits; a machine with slower commits brings the
ratios closer together. Peak memory below about {own_memory} MiB is that of the harness, which the system counts in.

## How to run it

```
bench/run            # everything; writes docs/performance.md and target/bench/results.json
bench/run --quick    # a smoke test in a few minutes
bench/run --help
```

It needs Linux on x86-64, Python 3.9, a JDK, Maven, npm and psql; `bench/versions.json` pins what it installs into
`target/bench`.
"""


def page(record):
    """The whole Markdown page."""
    options = record["options"]
    parts = [
        "# Performance",
        f"Written by `bench/run` on {record['date']} from one run on one machine; do not edit."
        " Times are medians, with the least and the greatest value in brackets.",
        _summary(record),
        _turns(record),
        _times(record, "fresh", "psql", f"Seconds, {options['n']} migrations on an empty database"),
        _times(record, "idle", "floor", f"Seconds, nothing to do, {options['n']} migrations applied"),
        _large(record),
        _relay(record),
        targets(record),
        _troubles(record),
        _HOW.format(difference=options["n"] - options["small"], own_memory=35, **options),
        _machine(record),
    ]
    return "\n\n".join(part.rstrip() for part in parts if part) + "\n"


def _summary(record):
    names = list(record["tools"])
    options = record["options"]
    rows = [
        ("turns per migration, fresh", lambda name: turn(record, name, "perMigrationMarginal")),
        ("turns, nothing to do", lambda name: nothing_to_do(record, name)),
        ("wall time fresh, ratio to psql", lambda name: spread(ratios(record, "fresh", name, "psql"))),
        ("wall time, nothing to do, s", lambda name: spread(seconds(record, "idle", name), brackets=False)),
        (f"{options['runners']} runners at once end well", lambda name: race(record, name, options["runners"])),
        ("kill -9, then a plain run finishes", lambda name: kill(record, name)),
        (f"longest application query beside a {options['hold']:.0f} s transaction, s", lambda name: stall(record, name)),
    ]
    if "lockkeeper" in names:
        own = options["own_runners"]
        rows.insert(5, (f"{own} runners at once end well", lambda name: race(record, name, own)))
    lines = [[label, *map(cell, names)] for label, cell in rows]
    measured = [line for line in lines if any(value != "–" for value in line[1:])]
    return table(["", *record["tools"].values()], measured)


def _turns(record):
    rows = []
    for name, figures in record["results"].get("turns", {}).items():
        if "fresh" not in figures:
            continue
        rows.append([
            record["tools"][name],
            f"{figures['perMigrationMarginal']:.2f}",
            f"{figures['fixed']:.0f}",
            f"{figures['perMigration']:.2f}",
            str(figures["fresh"]["connections"]),
            nothing_to_do(record, name),
            step_turns(record, name),
        ])
    head = ["", "per migration", "fixed per run", "all / migrations", "connections", "nothing to do", "step by step"]
    return "## Client turns\n\n" + table(head, rows) if rows else ""


def _times(record, measurement, against, heading):
    measured = record["results"].get(measurement)
    return f"## {heading}\n\n{_seconds_table(record, measurement, against)}" if measured else ""


def _seconds_table(record, measurement, against):
    rows = [
        [
            title(record, name),
            spread(figures["seconds"]),
            spread(ratios(record, measurement, name, against)),
            f"{median(figures['cpu']):.2f}",
            f"{figures['peakMiB']:.0f}",
        ]
        for name, figures in record["results"].get(measurement, {}).items()
    ]
    return table(["", "seconds", f"ratio to {against}", "client CPU s", "peak MiB"], rows)


def _large(record):
    own = record["results"].get("large", {}).get("lockkeeper")
    if not own:
        return ""
    text = (
        f"## {record['options']['large']} migrations\n\n`up` in a Java heap of 128 MiB: {own['seconds'][0]:.1f} s,"
        f" peak {own['peakMiB']:.0f} MiB of memory in all. `status` afterwards:\n\n"
    )
    return text + _seconds_table(record, "status", "floor")


def _relay(record):
    measured = record["results"].get("relay", {})
    if "direct" not in measured:
        return ""
    rows = [
        [name, *(cell for mode in ("simple", "prepared") for cell in relay_cells(measured, name, mode))]
        for name in measured
    ]
    head = ["", *(f"{mode}: {what}" for mode in ("simple", "prepared") for what in ("per s", "ratio to direct", "added ms", "added ms in a transaction"))]
    return "## pgbench -S, eight clients, and the time that one statement takes longer\n\n" + table(head, rows)


def _troubles(record):
    lines = [f"- {title(record, each['tool'])}: {each['what']}" for each in record["troubles"]]
    lines += [f"- {name} was left out: {why}" for name, why in record["missing"].items()]
    return "## What did not work\n\n" + "\n".join(lines) if lines else ""


def _machine(record):
    facts = [[key, value] for key, value in record["machine"].items()]
    pins = record["versions"]
    for name, (group, package) in _PACKAGES.items():
        if name in record["tools"]:
            facts.append([title(record, name), pins[group][package]])
    return "## Machine and versions\n\n" + table(["", ""], facts)
