package dev.lockkeeper.guard.record;

import java.util.concurrent.atomic.AtomicLong;

/** Numbers the statements of a run in the order in which they are sent. Thread-safe. */
final class Numbers {
  private final AtomicLong last = new AtomicLong();

  long next() {
    return last.incrementAndGet();
  }
}
