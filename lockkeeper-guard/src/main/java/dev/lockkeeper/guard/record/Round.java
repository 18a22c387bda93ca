package dev.lockkeeper.guard.record;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What is seen of a session from its first message behind a {@code ReadyForQuery} to its first one
 * behind the next: the locks that it holds, and who waits for them. Thread-safe.
 */
final class Round {
  private static final int MOST_LOCKS = 1_000;

  private final Set<Lock> locks = new LinkedHashSet<>();
  private int waiters;
  private Duration longestWait = Duration.ZERO;

  synchronized void sawLock(Lock lock) {
    if (locks.size() < MOST_LOCKS) {
      locks.add(lock);
    }
  }

  synchronized void sawWaiters(int count, Duration longest) {
    waiters = Math.max(waiters, count);
    longestWait = longest.compareTo(longestWait) > 0 ? longest : longestWait;
  }

  synchronized Set<Lock> locks() {
    return new LinkedHashSet<>(locks);
  }

  synchronized int waiters() {
    return waiters;
  }

  synchronized Duration longestWait() {
    return longestWait;
  }
}
