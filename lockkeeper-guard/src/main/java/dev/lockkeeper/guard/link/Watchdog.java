package dev.lockkeeper.guard.link;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Closes connections that take too long. It bounds the time of a whole conversation, so that a peer
 * that sends a byte now and then gains nothing. Thread-safe; one thread, which keeps no program
 * alive.
 */
public final class Watchdog implements AutoCloseable {
  /** Nothing that the thread does takes time. */
  private static final long PATIENCE_SECONDS = 5;

  private final ScheduledThreadPoolExecutor timer;
  private final Set<Limit> standing = ConcurrentHashMap.newKeySet();

  /** A watchdog with nothing to watch. */
  public Watchdog() {
    timer =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread thread = new Thread(work, "relay-watchdog");
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
  }

  /**
   * From now on, closes the connection when the time is over, unless the limit is lifted before.
   */
  public Limit limit(AutoCloseable connection, Duration time) {
    Limit limit = new Limit(connection);
    limit.start(time);
    return limit;
  }

  /** Ends the thread. Connections under a limit that stands are closed at once. */
  @Override
  public void close() {
    timer.shutdownNow();
    standing.forEach(Limit::strike);
    try {
      timer.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A limit that stands until it is closed. Thread-safe. */
  public final class Limit implements AutoCloseable {
    private final AutoCloseable connection;
    private final AtomicReference<@Nullable Future<?>> alarm = new AtomicReference<>();
    private volatile boolean over;

    private Limit(AutoCloseable connection) {
      this.connection = connection;
    }

    private void start(Duration time) {
      standing.add(this);
      try {
        alarm.set(timer.schedule(this::strike, time.toMillis(), TimeUnit.MILLISECONDS));
      } catch (RejectedExecutionException e) {
        // The watchdog has ended, and so has the time of everybody.
        strike();
      }
    }

    private void strike() {
      over = true;
      try {
        connection.close();
      } catch (Exception e) {
        // Whoever uses the connection sees that it does not work.
      }
    }

    /** Whether the connection was closed because its time was over. */
    public boolean isOver() {
      return over;
    }

    /** Lifts the limit. */
    @Override
    public void close() {
      standing.remove(this);
      Future<?> scheduled = alarm.get();
      if (scheduled != null) {
        scheduled.cancel(false);
      }
    }
  }
}
