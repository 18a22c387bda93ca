package dev.lockkeeper.run;

import dev.lockkeeper.database.LockHolder;
import dev.lockkeeper.database.Session;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.settings.DurationText;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The lock of a run: a session-level lock on the connection that does the work, so that it goes
 * away with the session whatever happens to the runner. It is asked for again and again and never
 * waited for inside a statement: a waiting statement holds a snapshot, and {@code CREATE INDEX
 * CONCURRENTLY} waits for those.
 */
public final class RunLock implements AutoCloseable {
  private static final long HEARTBEAT_MILLIS = 10_000;

  private final Session session;

  private RunLock(Session session) {
    this.session = session;
  }

  /**
   * Takes the lock.
   *
   * @param wait how long to ask for it
   * @throws LockkeeperException with {@link ErrorCode#LOCKED} if another run keeps it for longer,
   *     or {@link ErrorCode#POOLER} if the session is not ours alone
   */
  public static RunLock acquire(
      Session session, Duration wait, RunListener listener, StopSignal stop) {
    long started = System.nanoTime();
    long told = started - HEARTBEAT_MILLIS * 1_000_000;
    while (!session.tryLock()) {
      stop.check();
      Duration waited = Duration.ofNanos(System.nanoTime() - started);
      if (waited.compareTo(wait) >= 0) {
        throw locked(session.lockHolder(), wait);
      }
      if (System.nanoTime() - told >= HEARTBEAT_MILLIS * 1_000_000) {
        told = System.nanoTime();
        listener.on(new RunEvent.WaitingForLock(session.lockHolder(), waited, wait));
      }
      session.endStarvedHolder();
      long longest = Math.min(1000, 100 + waited.toMillis() / 10);
      long left = wait.minus(waited).toMillis();
      stop.sleep(Math.max(1, Math.min(left, ThreadLocalRandom.current().nextLong(50, longest))));
    }
    if (session.isPooled()) {
      throw pooled();
    }
    return new RunLock(session);
  }

  /** Gives the lock back; ending the session does so as well. */
  @Override
  public void close() {
    try {
      session.unlock();
    } catch (RuntimeException e) {
      // The session is gone, and the lock with it.
    }
  }

  /** Says who holds the lock, in words. */
  public static String describe(LockHolder holder) {
    return holder.describe();
  }

  private static LockkeeperException locked(Optional<LockHolder> holder, Duration wait) {
    String by = holder.map(RunLock::describe).orElse("a session that has just ended");
    return LockkeeperException.because(
            ErrorCode.LOCKED,
            "another run held the lock for " + DurationText.display(wait.toMillis()) + ": " + by)
        .databaseState("This run changed nothing.")
        .hint(
            "Wait for that run, or raise `lock-wait`. If that session is a dead leftover, end it with"
                + holder
                    .map(h -> " `SELECT pg_terminate_backend(" + h.pid() + ")`.")
                    .orElse(" pg_terminate_backend."))
        .build();
  }

  private static LockkeeperException pooled() {
    return LockkeeperException.because(
            ErrorCode.POOLER,
            "a connection pooler in transaction mode stands between Lockkeeper and the server: two"
                + " connections share one server session")
        .databaseState("Nothing was changed.")
        .hint(
            "Use the server's direct address for migrations: the direct port, the private IP, or the"
                + " Cloud SQL socket.")
        .build();
  }
}
