package dev.lockkeeper.signal;

import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Outcome;
import dev.lockkeeper.run.MigrationResult;
import dev.lockkeeper.run.RunEvent;
import dev.lockkeeper.run.RunReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Keeps when what has happened in a run. Not thread-safe. */
final class Timeline {
  private final Instant begun = Instant.now();
  private final Durations statements = new Durations();
  private final List<Done> done = new ArrayList<>();
  private Duration lockWait = Duration.ZERO;
  private int steps = -1;
  private @Nullable String current;
  private Instant currentBegun = begun;
  private @Nullable RunReport report;

  /** A migration and when its end was heard of. */
  private record Done(String title, MigrationResult result, Instant heard) {}

  void add(RunEvent event) {
    if (event instanceof RunEvent.WaitingForLock) {
      // Told at once and every ten seconds: the rest is known when the lock is there.
      lockWait = Duration.between(begun, Instant.now());
    } else if (event instanceof RunEvent.Started started) {
      steps = started.steps();
      lockWait = lockWait.isZero() ? lockWait : Duration.between(begun, Instant.now());
    } else if (event instanceof RunEvent.MigrationStarted started) {
      current = started.title();
      currentBegun = Instant.now();
    } else if (event instanceof RunEvent.StatementFinished statement) {
      statements.add(statement.millis() / 1e3);
    } else if (event instanceof RunEvent.MigrationFinished finished) {
      finished(finished.result());
    } else if (event instanceof RunEvent.MigrationFound found) {
      finished(found.result());
    } else if (event instanceof RunEvent.Finished finished) {
      report = finished.report();
    }
  }

  private void finished(MigrationResult result) {
    String title = current == null ? (result.version() + " " + result.name()).strip() : current;
    done.add(new Done(title, result, Instant.now()));
    current = null;
  }

  RunMeasure measure(
      RunFacts facts, String tool, Outcome outcome, Optional<LockkeeperException> failure) {
    Instant ended = Instant.now();
    Duration waited =
        outcome == Outcome.LOCKED && !lockWait.isZero() ? Duration.between(begun, ended) : lockWait;
    return new RunMeasure(
        facts,
        tool,
        Optional.ofNullable(report).map(RunReport::runId),
        begun,
        ended,
        waited,
        outcome,
        failure,
        pending(facts, tool),
        statements,
        tasks(ended, failure.isPresent()));
  }

  private OptionalInt pending(RunFacts facts, String tool) {
    if (report == null || !facts.action().equals("up") || !tool.equals(RunSignals.OWN_TOOL)) {
      return OptionalInt.empty();
    }
    int left = steps < 0 ? 0 : steps - report.migrations().size();
    return OptionalInt.of(Math.max(0, left) + report.otherPhases().size());
  }

  /**
   * Migrations that were sent in bulk are heard of all at once, each with its share of the time: so
   * they are laid out one before the other.
   */
  private List<RunMeasure.Task> tasks(Instant ended, boolean failed) {
    Deque<RunMeasure.Task> tasks = new ArrayDeque<>();
    Instant next = ended;
    if (failed && current != null) {
      tasks.addFirst(new RunMeasure.Task(current, "failed", currentBegun, ended));
      next = currentBegun;
    }
    for (int i = done.size() - 1; i >= 0; i--) {
      Done each = done.get(i);
      Instant end = each.heard().isBefore(next) ? each.heard() : next;
      Instant start = end.minusMillis(each.result().durationMillis());
      next = start.isBefore(begun) ? begun : start;
      tasks.addFirst(new RunMeasure.Task(each.title(), each.result().outcome(), next, end));
    }
    return List.copyOf(tasks);
  }
}
