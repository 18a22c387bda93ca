package dev.lockkeeper.run;

import dev.lockkeeper.database.ServerException;
import dev.lockkeeper.settings.Timing;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The one retry loop: a transaction that waited too long for a table lock, or lost a deadlock, is
 * rolled back and tried again after a pause, as long as the budget lasts. The last attempt is
 * bounded like every other.
 */
final class Retry {
  private static final int LONGEST_PAUSE = 20;

  private final RunContext context;
  private final String title;
  private long started;
  private int attempt;

  Retry(RunContext context, String title) {
    this.context = context;
    this.title = title;
  }

  /** Whether to try again; pauses first if so. */
  boolean after(ServerException failure) {
    if (!failure.isRetryable()) {
      return false;
    }
    Timing timing = context.timing();
    if (attempt == 0) {
      started = System.nanoTime();
    }
    attempt++;
    long spent = (System.nanoTime() - started) / 1_000_000;
    long left = timing.lockBudget().toMillis() - spent;
    if (left <= 0) {
      return false;
    }
    long base = timing.retryPause().toMillis();
    long longest = Math.min(base * LONGEST_PAUSE, base << Math.min(attempt - 1, 10));
    long pause = Math.min(left, ThreadLocalRandom.current().nextLong(longest / 2, longest + 1));
    context.tell(
        new RunEvent.Retrying(title, failure.facts().message(), attempt, Duration.ofMillis(pause)));
    context.stop().sleep(pause);
    return true;
  }

  /** How many tries failed so far. */
  int attempts() {
    return attempt;
  }
}
