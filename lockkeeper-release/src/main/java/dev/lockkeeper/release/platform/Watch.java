package dev.lockkeeper.release.platform;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.time.Duration;
import java.util.Optional;

/**
 * The gate's side of a long wait: a platform waits through it, so that the gate keeps its lock and
 * can stop. Used by one thread.
 */
public interface Watch {

  /**
   * Waits. The only way to wait: it keeps the release's lock alive meanwhile.
   *
   * @throws LockkeeperException with {@link ErrorCode#INTERRUPTED} if somebody wants to stop, or
   *     {@link ErrorCode#LOCK_LOST} if the lock is gone
   */
  void pause(Duration time);

  /**
   * Whether the wait should end, because somebody wants to stop or the lock is gone; {@link #pause}
   * then says which. To be asked at least every second where something else waits.
   */
  boolean isOver();

  /** Tells people what is going on, in one line without secrets. */
  void say(String text);

  /** Passes on a line that the job has printed. */
  void line(LogLine line);

  /**
   * Keeps a fact in the ledger before going on, such as the name of an execution that was started;
   * after a crash {@link #recall} gives it back.
   */
  void remember(String fact, String value);

  /** A fact that this release has kept, by this process or by one before it. */
  Optional<String> recall(String fact);
}
