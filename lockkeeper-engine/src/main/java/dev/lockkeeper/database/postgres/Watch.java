package dev.lockkeeper.database.postgres;

import dev.lockkeeper.database.Result;
import dev.lockkeeper.database.Session;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Looks from a second connection whether the server still works on what a session waits for. A
 * network can swallow a request or its answer without a word; the session would wait for ever. If
 * the server process is gone, or sits idle on two looks in a row while the session waits for one
 * and the same answer, or cannot be reached three times in a row, the session's connection is
 * dropped. A process that waits for the data of a COPY and has got none since the last look counts
 * as idle.
 *
 * <p>Nothing is opened for answers that come within the interval.
 */
final class Watch {
  private static final int UNREACHABLE_LOOKS = 3;
  private static final int IDLE_LOOKS = 2;
  private static final Optional<String> FULL = Optional.of("53300");
  private static final String LOOK =
      "SELECT a.state LIKE 'idle%', a.wait_event = 'ClientRead', c.bytes_processed, COALESCE('index build: ' || p.phase || CASE WHEN p.blocks_total > 0 THEN ', ' ||"
          + " p.blocks_done * 100 / p.blocks_total || ' %' ELSE '' END, 'running for ' ||"
          + " pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() -"
          + " a.query_start)::bigint || ' s' || CASE a.wait_event_type WHEN 'Lock' THEN ', waiting"
          + " for a lock held by pid ' || pg_catalog.array_to_string(pg_catalog.pg_blocking_pids("
          + "a.pid), ', ') ELSE '' END) FROM pg_catalog.pg_stat_activity a LEFT JOIN"
          + " pg_catalog.pg_stat_progress_create_index p USING (pid) LEFT JOIN"
          + " pg_catalog.pg_stat_progress_copy c USING (pid) WHERE a.pid = ";

  private final Session session;
  private final PostgresDatabase database;
  private final Duration interval;
  private final Object monitor = new Object();
  private long message;
  private boolean waiting;
  private boolean closed;
  private boolean started;
  private volatile Consumer<String> progress = text -> {};
  private String copied = "";

  Watch(Session session, PostgresDatabase database, Duration interval) {
    this.session = session;
    this.database = database;
    this.interval = interval;
  }

  /** Who is told how far a long statement is. */
  void tell(Consumer<String> listener) {
    progress = listener;
  }

  /** The session has begun to wait for an answer. */
  void begin() {
    synchronized (monitor) {
      message++;
      waiting = true;
      if (!started) {
        started = true;
        Thread thread = new Thread(this::look, "lockkeeper-watch");
        thread.setDaemon(true);
        thread.start();
      }
    }
  }

  /** The answer has come, or will not come any more. */
  void end() {
    synchronized (monitor) {
      waiting = false;
    }
  }

  void close() {
    synchronized (monitor) {
      closed = true;
      monitor.notifyAll();
    }
  }

  private void look() {
    long watched = 0;
    int idle = 0;
    int unreachable = 0;
    while (pause()) {
      long current = current();
      if (current == 0 || current != watched) {
        watched = current;
        idle = 0;
        unreachable = 0;
        continue;
      }
      Sight sight = see();
      idle = sight == Sight.IDLE ? idle + 1 : 0;
      unreachable = sight == Sight.UNREACHABLE ? unreachable + 1 : 0;
      boolean lost = sight == Sight.GONE || idle >= IDLE_LOOKS || unreachable >= UNREACHABLE_LOOKS;
      if (lost && current() == watched) {
        session.abort();
        return;
      }
    }
  }

  private boolean pause() {
    synchronized (monitor) {
      long deadline = System.nanoTime() + interval.toNanos();
      while (!closed) {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          return true;
        }
        try {
          monitor.wait(left);
        } catch (InterruptedException e) {
          return false;
        }
      }
      return false;
    }
  }

  /** The number of the message that the session waits for; 0 if it waits for none. */
  private long current() {
    synchronized (monitor) {
      return waiting ? message : 0;
    }
  }

  private Sight see() {
    try (Session eye = database.open()) {
      Result seen = eye.last(LOOK + session.backend().pid());
      if (seen.rows().isEmpty()) {
        return Sight.GONE;
      }
      Sight sight = judge(seen.row());
      if (sight == Sight.BUSY) {
        progress.accept(seen.row().text(3));
      }
      return sight;
    } catch (LockkeeperException e) {
      return e.code() == ErrorCode.UNREACHABLE && !e.sqlState().equals(FULL)
          ? Sight.UNREACHABLE
          : Sight.BUSY;
    } catch (RuntimeException e) {
      return Sight.UNREACHABLE;
    }
  }

  private Sight judge(Result.Row seen) {
    String before = copied;
    copied = seen.text(2);
    boolean starved = seen.truth(1) && !copied.isEmpty() && copied.equals(before);
    return seen.truth(0) || starved ? Sight.IDLE : Sight.BUSY;
  }

  private enum Sight {
    BUSY,
    IDLE,
    GONE,
    UNREACHABLE
  }
}
