package dev.lockkeeper.guard.record;

import dev.lockkeeper.database.Result;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks now and then at the locks of all sessions that have a statement under way or a transaction
 * open, and at those who wait for them. Thread-safe; one thread, which keeps no program alive.
 */
final class Sampler implements AutoCloseable {
  private static final long TICK_MILLIS = 5;

  /** How long a statement has been under way when it is looked at for the first time. */
  private static final long FIRST_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

  private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(75);

  private final Observer observer;
  private final Set<Watched> sessions = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);
  private long lastLook = System.nanoTime();

  Sampler(Observer observer) {
    this.observer = observer;
    Thread thread = new Thread(this::run, "relay-sampler");
    thread.setDaemon(true);
    thread.start();
  }

  void add(Watched session) {
    sessions.add(session);
  }

  void remove(Watched session) {
    sessions.remove(session);
  }

  private void run() {
    try {
      while (!closed.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
        if (isDue(System.nanoTime())) {
          look();
          lastLook = System.nanoTime();
        }
      }
    } catch (InterruptedException e) {
      // Nobody interrupts it but to end it.
    }
  }

  private boolean isDue(long now) {
    long since = now - lastLook;
    if (since < SHORTEST_PAUSE_NANOS) {
      return false;
    }
    boolean anew = since >= PAUSE_NANOS;
    for (Watched each : sessions) {
      // What began behind the last look, or just before it, has not been looked at.
      boolean isFresh =
          each.isBusySince(now - FIRST_LOOK_NANOS)
              && !each.isBusySince(lastLook - FIRST_LOOK_NANOS);
      if (isFresh || (anew && each.isOpen())) {
        return true;
      }
    }
    return false;
  }

  private void look() {
    Map<Integer, Watched> watched = new HashMap<>();
    Map<Watched, Round> rounds = new HashMap<>();
    for (Watched each : sessions) {
      Round round = each.round();
      if (round != null) {
        watched.put(each.pid(), each);
        rounds.put(each, round);
      }
    }
    if (rounds.isEmpty()) {
      return;
    }
    Map<Integer, Duration> waits = new HashMap<>();
    for (Result.Row row : observer.look(watched.keySet())) {
      if (LockQueries.isWait(row)) {
        waits.put(row.integer(0), LockQueries.wait(row));
      } else {
        Round round = current(watched.get(row.integer(0)), rounds);
        if (round != null) {
          round.sawLock(LockQueries.lock(row));
        }
      }
    }
    if (!waits.isEmpty()) {
      count(waits, watched, rounds);
    }
  }

  private void count(
      Map<Integer, Duration> waits, Map<Integer, Watched> watched, Map<Watched, Round> rounds) {
    Map<Round, Integer> waiters = new HashMap<>();
    Map<Round, Duration> longest = new HashMap<>();
    for (Result.Row row : observer.blockers(waits.keySet())) {
      Round round = current(watched.get(row.integer(1)), rounds);
      if (round != null) {
        waiters.merge(round, 1, Integer::sum);
        longest.merge(
            round,
            waits.getOrDefault(row.integer(0), Duration.ZERO),
            (a, b) -> a.compareTo(b) > 0 ? a : b);
      }
    }
    waiters.forEach(
        (round, count) -> round.sawWaiters(count, longest.getOrDefault(round, Duration.ZERO)));
  }

  /** A session that has gone on meanwhile may have been seen with the locks of what came then. */
  private static @Nullable Round current(@Nullable Watched session, Map<Watched, Round> rounds) {
    if (session == null) {
      return null;
    }
    Round round = rounds.get(session);
    return session.round() == round ? round : null;
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
