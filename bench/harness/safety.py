"""What is left when several runners start at once, and when a runner is killed."""

import random
import statistics
import time

from harness.bench import describe
from harness.children import Child


def race(bench):
    """Runners start together on an empty database. One ends well if it exits 0 while the schema is complete."""
    for name in bench.with_history():
        bench.say(f"race: {name}")
        sizes = [bench.options.runners] + ([bench.options.own_runners] if name == "lockkeeper" else [])
        bench.record("race", name, [_race(bench, name, size) for size in sizes for _ in range(bench.options.races)])


def _race(bench, name, runners):
    count, database = bench.options.n, f"race_{name}"
    bench.server.create(database)
    command = bench.tools[name].up(bench.folder(name, count), bench.direct(database))
    began = time.perf_counter()
    logs = [bench.log(f"{name}-runner-{number}") for number in range(runners)]
    waiting = [Child(command, log, bench.options.timeout) for log in logs]
    well, exits, early = 0, [], 0
    while waiting:
        for child in list(waiting):
            ended = child.poll()
            if ended is None:
                continue
            waiting.remove(child)
            exits.append(ended.exit)
            if ended.good:
                done = bench.complete(database, count)
                well += done
                early += not done
        time.sleep(0.005)
    full = bench.complete(database, count)
    seconds = time.perf_counter() - began
    bench.server.drop(database)
    return {
        "runners": runners,
        "well": well,
        "exits": sorted(exits),
        "exitedBeforeComplete": early,
        "complete": full,
        "seconds": seconds,
    }


def kills(bench):
    """SIGKILL at times spread over the run, then one plain run, which must exit 0 and leave the schema complete."""
    for name in bench.with_history():
        tries = bench.options.own_tries if name == "lockkeeper" else bench.options.tries
        window = _window(bench, name)
        if window is None:
            continue
        bench.say(f"kill: {name}, {tries} tries between {window[0]:.2f} s and {window[1]:.2f} s")
        chance = random.Random(f"{bench.options.seed} {name}")
        parts = [window[0] + (window[1] - window[0]) * (part + chance.random()) / tries for part in range(tries)]
        chance.shuffle(parts)
        figures = [figure for moment in parts if (figure := _kill(bench, name, moment))]
        bench.record("kill", name, {"window": window, "tries": figures})
        bench.server.drop(f"kill_{name}")


def _window(bench, name):
    """From half of a run with nothing to do (before that the tool is only starting) to the end of a fresh run."""
    count, database = bench.options.small, f"kill_{name}"
    full, nothing = [], []
    for _ in range(3):
        ended = bench.fresh_up(name, count, database)
        if ended is None:
            return None
        full.append(ended.seconds)
        nothing.append(bench.up(name, bench.folder(name, count), bench.direct(database)).seconds)
    return [statistics.median(nothing) / 2, statistics.median(full)]


def _kill(bench, name, moment):
    """One try; None if the run was over before each of a few ever earlier moments."""
    count, database = bench.options.small, f"kill_{name}"
    folder = bench.folder(name, count)
    for earlier in range(5):
        at = moment * 0.85**earlier
        bench.server.create(database)
        command = bench.tools[name].up(folder, bench.direct(database))
        child = Child(command, bench.log(f"{name}-killed"), bench.options.timeout)
        time.sleep(at)
        if child.poll() is None:
            child.kill()
            child.wait()
            break
    else:
        return None
    left = _tables(bench, database)
    ended = bench.up(name, folder, bench.direct(database), timeout=bench.options.rerun_timeout)
    well = ended.good and bench.complete(database, count)
    return {"at": at, "tablesLeft": left, "well": well, "again": describe(ended), "seconds": ended.seconds}


def _tables(bench, database):
    with bench.server.connect(database) as connection:
        found = connection.query(r"SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relname ~ '^t_\d{5}$'")
    return int(found[0][0])
