package dev.lockkeeper.google.run;

import java.time.Duration;

/** A moment after which something is not waited for any more. Immutable. */
final class Deadline {
  private final long end;

  private Deadline(long end) {
    this.end = end;
  }

  static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  boolean isOver() {
    return System.nanoTime() - end >= 0;
  }
}
