package dev.lockkeeper.signal;

import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What was measured of a run that has ended. Immutable.
 *
 * @param tool whose migrations they are, {@code lockkeeper} for its own
 * @param runId the run; empty if it failed before it had one
 * @param lockWait how long it waited for other runs
 * @param pending what it was asked for and has not done, and what is pending in other phases; empty
 *     where that is not known
 * @param statements how long statements took that were sent one by one
 * @param tasks its migrations, in order
 */
record RunMeasure(
    RunFacts facts,
    String tool,
    Optional<String> runId,
    Instant begun,
    Instant ended,
    Duration lockWait,
    Outcome outcome,
    Optional<LockkeeperException> failure,
    OptionalInt pending,
    Durations statements,
    List<Task> tasks) {
  RunMeasure {
    tasks = List.copyOf(tasks);
  }

  /**
   * One migration.
   *
   * @param title names it
   * @param outcome as in its report; {@code failed} for the one that ended the run
   */
  record Task(String title, String outcome, Instant begun, Instant ended) {
    boolean isFailed() {
      return outcome.equals("failed");
    }
  }

  long applied() {
    return tasks.stream().filter(task -> task.outcome().equals("applied")).count();
  }

  double seconds() {
    return Duration.between(begun, ended).toNanos() / 1e9;
  }
}
