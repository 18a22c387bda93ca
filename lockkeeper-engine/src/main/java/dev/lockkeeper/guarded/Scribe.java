package dev.lockkeeper.guarded;

import dev.lockkeeper.database.ServerException;
import dev.lockkeeper.database.Session;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.ledger.LedgerRows;
import dev.lockkeeper.ledger.StatementRecord;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes the record of a run over the session that holds the lock, and looks every second whether
 * that session is still there. It is in no transaction between two messages, so that nothing waits
 * for it. Thread-safe.
 */
public final class Scribe implements GuardedRun, AutoCloseable {
  private static final int MOST_AT_ONCE = 200;
  private static final int LONGEST_MESSAGE = 1 << 20;

  /** A lock that is lost lets others begin, so it must not be long until the program stops. */
  private static final Duration PING = Duration.ofSeconds(1);

  private final Session session;
  private final LedgerRows rows;
  private final List<StatementRecord> late = new ArrayList<>();
  private final Thread watch = new Thread(this::watch, "lockkeeper-scribe");
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Object monitor = new Object();
  private @Nullable LockkeeperException loss;
  private @Nullable Runnable onLoss;
  private long lastSent = System.nanoTime();
  private long written;

  /**
   * Begins to watch the session.
   *
   * @param session holds the lock; used by nobody else until this is closed
   */
  public Scribe(Session session, LedgerRows rows) {
    this.session = session;
    this.rows = rows;
    watch.setDaemon(true);
    watch.start();
  }

  @Override
  public String runId() {
    return rows.run().id().toString();
  }

  @Override
  public void opened(int backendPid) {
    requireNoLoss();
    try {
      send(rows.backend(backendPid, session.lockProof()));
    } catch (ServerException e) {
      throw lost(e);
    }
  }

  @Override
  public void record(List<StatementRecord> statements) {
    Deque<List<StatementRecord>> due = new ArrayDeque<>(parts(statements));
    try {
      while (!due.isEmpty()) {
        requireNoLoss();
        write(due.element());
        due.remove();
      }
    } catch (ServerException e) {
      throw lost(e);
    } finally {
      // The server has run what is left all the same. Its session ends here, so that few are late.
      synchronized (monitor) {
        due.forEach(late::addAll);
      }
    }
  }

  private void write(List<StatementRecord> part) {
    synchronized (session) {
      StatementWriter.write(session, rows, part);
      lastSent = System.nanoTime();
      written += part.size();
    }
  }

  @Override
  public void onLoss(Runnable action) {
    boolean already;
    synchronized (monitor) {
      onLoss = action;
      already = loss != null;
    }
    if (already) {
      action.run();
    }
  }

  /** Why the record could not be kept, if it could not. */
  public Optional<LockkeeperException> loss() {
    synchronized (monitor) {
      return Optional.ofNullable(loss);
    }
  }

  /** How many statements are on record. */
  public long written() {
    synchronized (session) {
      return written;
    }
  }

  /** After {@link #close()}: what was handed in and could not be written, in order. */
  public List<StatementRecord> unwritten() {
    synchronized (monitor) {
      return List.copyOf(late);
    }
  }

  /** Statements in parts of which each can be written at once. */
  public static List<List<StatementRecord>> parts(List<StatementRecord> statements) {
    List<List<StatementRecord>> parts = new ArrayList<>();
    List<StatementRecord> part = new ArrayList<>();
    int length = 0;
    for (StatementRecord each : statements) {
      if (part.size() == MOST_AT_ONCE || length >= LONGEST_MESSAGE) {
        parts.add(part);
        part = new ArrayList<>();
        length = 0;
      }
      part.add(each);
      length += each.text().length();
    }
    if (!part.isEmpty()) {
      parts.add(part);
    }
    return parts;
  }

  /** Stops to watch, after a last look. The session is free for others then. */
  @Override
  public void close() {
    closing.countDown();
    boolean interrupted = false;
    while (watch.isAlive()) {
      try {
        watch.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void watch() {
    try {
      Duration idle = Duration.ZERO;
      while (!closing.await(PING.minus(idle).toNanos(), TimeUnit.NANOSECONDS)) {
        idle = idle();
        if (idle.compareTo(PING) >= 0) {
          send("SELECT 1");
          idle = Duration.ZERO;
        }
      }
      if (loss().isEmpty()) {
        send("SELECT 1");
      }
    } catch (ServerException e) {
      lost(e);
    } catch (InterruptedException e) {
      lost(new IllegalStateException("the watch over the lock was interrupted", e));
    }
  }

  private void send(String statements) {
    synchronized (session) {
      session.send(statements);
      lastSent = System.nanoTime();
    }
  }

  private Duration idle() {
    synchronized (session) {
      return Duration.ofNanos(System.nanoTime() - lastSent);
    }
  }

  private void requireNoLoss() {
    Optional<LockkeeperException> known = loss();
    if (known.isPresent()) {
      throw known.get();
    }
  }

  private LockkeeperException lost(RuntimeException e) {
    LockkeeperException failure = explained(e);
    Runnable action;
    synchronized (monitor) {
      if (loss != null) {
        return loss;
      }
      loss = failure;
      action = onLoss;
    }
    if (action != null) {
      action.run();
    }
    return failure;
  }

  private static LockkeeperException explained(RuntimeException e) {
    boolean connection = e instanceof ServerException server && server.isConnectionLost();
    return LockkeeperException.because(
            connection ? ErrorCode.CONNECTION_LOST : ErrorCode.LOCK_LOST,
            (connection ? "the connection that holds the lock was lost: " : "the lock was lost: ")
                + e.getMessage())
        .databaseState(
            "The program does not run any more. What it had committed stays; `lockkeeper history` shows what"
                + " is on record.")
        .hint("Run the command again when the database is in order.")
        .cause(e)
        .build();
  }
}
