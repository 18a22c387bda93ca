package dev.lockkeeper.guard.child;

import java.time.Duration;
import java.util.Optional;

/**
 * How long a program may take.
 *
 * @param whole for the program; empty for no limit
 * @param grace between the request to end and the end by force
 */
public record ChildLimits(Optional<Duration> whole, Duration grace) {
  /**
   * Leaves time to record the run: platforms give ten seconds between SIGTERM and SIGKILL, and we
   * take eight of them for all that is to be done.
   */
  public static final Duration GRACE = Duration.ofSeconds(5);

  /** Limits with the usual grace. */
  public static ChildLimits of(Optional<Duration> whole) {
    return new ChildLimits(whole, GRACE);
  }
}
