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
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes the record of a run over the session that holds the lock, and keeps that session awake.
 * The session is in no transaction between two messages, so that nothing waits for it. Thread-safe.
 */
public final class Scribe implements GuardedRun, AutoCloseable {
  private static final int MOST_WAITING = 2000;
  private static final int MOST_AT_ONCE = 200;
  private static final int LONGEST_MESSAGE = 1 << 20;
  private static final Duration COLLECTING = Duration.ofMillis(200);
  private static final Duration PING = Duration.ofSeconds(10);

  private final Session session;
  private final LedgerRows rows;
  private final BlockingQueue<StatementRecord> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final List<StatementRecord> batch = new ArrayList<>();
  private final List<StatementRecord> late = new ArrayList<>();
  private final Thread writer = new Thread(this::write, "lockkeeper-scribe");
  private final Object monitor = new Object();
  private @Nullable LockkeeperException loss;
  private @Nullable Runnable onLoss;
  private volatile boolean closing;
  private long lastSent = System.nanoTime();
  private long written;

  /**
   * Starts to write.
   *
   * @param session holds the lock; used by nobody else until this is closed
   */
  public Scribe(Session session, LedgerRows rows) {
    this.session = session;
    this.rows = rows;
    writer.setDaemon(true);
    writer.start();
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
  public void record(StatementRecord statement) {
    boolean accepted = false;
    while (!accepted) {
      try {
        requireNoLoss();
        accepted = waiting.offer(statement, COLLECTING.toMillis(), TimeUnit.MILLISECONDS);
      } catch (LockkeeperException e) {
        // The server has run it all the same. Its session ends here, so that few are late.
        synchronized (monitor) {
          late.add(statement);
        }
        throw e;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw LockkeeperException.because(
                ErrorCode.INTERRUPTED, "interrupted before a statement was on record")
            .hint("Run the command again.")
            .build();
      }
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
    List<StatementRecord> all = new ArrayList<>(batch);
    all.addAll(waiting);
    synchronized (monitor) {
      all.addAll(late);
    }
    return all;
  }

  /** Statements in parts of which each can be written at once. */
  public static List<List<StatementRecord>> parts(List<StatementRecord> statements) {
    List<List<StatementRecord>> parts = new ArrayList<>();
    Deque<StatementRecord> left = new ArrayDeque<>(statements);
    while (!left.isEmpty()) {
      List<StatementRecord> part = new ArrayList<>();
      fill(part, left.poll(), left);
      parts.add(part);
    }
    return parts;
  }

  private static void fill(
      List<StatementRecord> part, @Nullable StatementRecord first, Queue<StatementRecord> more) {
    StatementRecord next = first;
    int length = 0;
    while (next != null) {
      part.add(next);
      length += next.text().length();
      next = part.size() < MOST_AT_ONCE && length < LONGEST_MESSAGE ? more.poll() : null;
    }
  }

  /** Writes what is due, and stops. The session is free for others then. */
  @Override
  public void close() {
    closing = true;
    boolean interrupted = false;
    while (writer.isAlive()) {
      try {
        writer.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void write() {
    try {
      while (!closing || !waiting.isEmpty()) {
        fill(batch, waiting.poll(COLLECTING.toMillis(), TimeUnit.MILLISECONDS), waiting);
        if (!batch.isEmpty()) {
          synchronized (session) {
            StatementWriter.write(session, rows, batch);
            lastSent = System.nanoTime();
            written += batch.size();
          }
          batch.clear();
        } else if (System.nanoTime() - lastSent() > PING.toNanos()) {
          send("SELECT 1");
        }
      }
    } catch (ServerException e) {
      lost(e);
    } catch (InterruptedException e) {
      lost(new IllegalStateException("the writer of the record was interrupted", e));
    }
  }

  private void send(String statements) {
    synchronized (session) {
      session.send(statements);
      lastSent = System.nanoTime();
    }
  }

  private long lastSent() {
    synchronized (session) {
      return lastSent;
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
            "The program was stopped. What it had committed stays; `lockkeeper history` shows what"
                + " is on record.")
        .hint("Run the command again when the database is in order.")
        .cause(e)
        .build();
  }
}
