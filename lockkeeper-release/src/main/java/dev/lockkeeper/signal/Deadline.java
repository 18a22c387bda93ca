package dev.lockkeeper.signal;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** When all sending must be over: open while a run goes on, and bounded at its end. Thread-safe. */
final class Deadline {
  private final Duration patience;
  private final Duration hurried;
  private BooleanSupplier isHurried = () -> false;
  private long at;
  private boolean isSet;

  /**
   * @param patience how long the end may take
   * @param hurried how long it may take when there is a hurry
   */
  Deadline(Duration patience, Duration hurried) {
    this.patience = patience;
    this.hurried = hurried;
  }

  /**
   * The end has begun.
   *
   * @param hurry whether to be quick; asked again and again
   */
  synchronized void set(BooleanSupplier hurry) {
    isHurried = hurry;
    isSet = true;
    at = System.nanoTime() + patience.toNanos();
  }

  /** The time that is left, but not more than the given; zero if it is over. */
  synchronized Duration left(Duration most) {
    if (!isSet) {
      return most;
    }
    long now = System.nanoTime();
    if (isHurried.getAsBoolean()) {
      isHurried = () -> false;
      at = Math.min(at - now, hurried.toNanos()) + now;
    }
    long left = Math.max(0, at - now);
    return left < most.toNanos() ? Duration.ofNanos(left) : most;
  }
}
