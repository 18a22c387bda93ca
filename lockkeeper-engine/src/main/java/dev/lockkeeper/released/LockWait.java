package dev.lockkeeper.released;

import dev.lockkeeper.database.LockHolder;
import dev.lockkeeper.database.Session;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.ledger.ReleaseRows;
import dev.lockkeeper.run.StopSignal;
import dev.lockkeeper.settings.DurationText;
import java.time.Duration;
import java.util.function.Consumer;

/** Waits for the lock of a service's releases: asks again and again, and says who has it. */
record LockWait(Duration limit, StopSignal stop, Consumer<String> notices) {
  private static final long TRY_MILLIS = 500;
  private static final long TELL_NANOS = 10_000_000_000L;

  static LockWait of(Duration limit, StopSignal stop, Consumer<String> notices) {
    return new LockWait(limit, stop, notices);
  }

  void take(Session session, ReleaseRows rows, String service) {
    long started = System.nanoTime();
    long told = started - TELL_NANOS;
    while (!rows.tryLock(session)) {
      String by =
          rows.lockHolder(session).map(LockHolder::describe).orElse("one that has just ended");
      if (System.nanoTime() - started >= limit.toNanos()) {
        throw LockkeeperException.because(
                ErrorCode.LOCKED,
                "another release of "
                    + service
                    + " was under way for "
                    + DurationText.display(limit.toMillis())
                    + ": "
                    + by)
            .databaseState("This release changed nothing.")
            .hint("Wait for that release, or raise `lock-wait`.")
            .build();
      }
      if (System.nanoTime() - told >= TELL_NANOS) {
        told = System.nanoTime();
        notices.accept("Another release of " + service + " is under way: " + by + ". Waiting ...");
      }
      stop.sleep(TRY_MILLIS);
    }
  }
}
