package dev.lockkeeper.guard.capture;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.guard.link.Link;
import dev.lockkeeper.guard.relay.Attendant;
import dev.lockkeeper.guard.server.ServerSession;
import dev.lockkeeper.guard.wire.BackendKey;
import dev.lockkeeper.sql.TransactionCommand;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets the clients of a relay work, one after the other, in one transaction that is rolled back at
 * the end. What each of them has committed, the next one sees; nobody else does. Thread-safe.
 */
public final class Capture implements Attendant, AutoCloseable {
  /** How long a client waits for the one before it to leave. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Error {@code in_failed_sql_transaction} of the manual's appendix. */
  private static final String ABORTED = "25P02";

  private final Duration patience;
  private final Draft draft = new Draft();
  private @Nullable ServerSession session;
  private @Nullable HeldTransaction held;
  private @Nullable Obstacle obstacle;
  private @Nullable Obstacle failure;
  private StartSettings started = StartSettings.of(Map.of());
  private boolean taken;
  private boolean over;

  /** A capture that has not begun. */
  public Capture() {
    this(PATIENCE);
  }

  Capture(Duration patience) {
    this.patience = patience;
  }

  @Override
  public Visit enter(Arrival arrival) {
    awaitTurn();
    boolean entered = false;
    try {
      Visit visit = new Stay(ready(StartSettings.of(arrival.settings()), arrival.opener()));
      entered = true;
      return visit;
    } catch (IOException e) {
      stop(Obstacle.Kind.LOST, "the session was lost: " + e.getMessage(), "", "");
      throw closed();
    } finally {
      if (!entered) {
        leave();
      }
    }
  }

  private synchronized void awaitTurn() {
    long deadline = System.nanoTime() + patience.toNanos();
    try {
      while (taken && !over && System.nanoTime() < deadline) {
        TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, deadline - System.nanoTime()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (taken && !over) {
      stop(
          Obstacle.Kind.IMPOSSIBLE,
          "the program uses several sessions at once, and one cannot see what another has not"
              + " committed",
          "",
          "");
    }
    if (over) {
      throw closed();
    }
    taken = true;
  }

  private static LockkeeperException closed() {
    return LockkeeperException.because(ErrorCode.TOOL_FAILED, "the preview is over")
        .databaseState("Everything is rolled back.")
        .hint("See what `lockkeeper plan` says.")
        .build();
  }

  /** The transaction, begun or made ready for the next client. */
  private HeldTransaction ready(StartSettings settings, Supplier<ServerSession> opener)
      throws IOException {
    HeldTransaction current = current();
    if (current != null) {
      mustNotDiffer(settings);
      current.reset();
      return current;
    }
    ServerSession opened = opener.get();
    HeldTransaction begun = HeldTransaction.begin(opened, draft);
    synchronized (this) {
      session = opened;
      held = begun;
      started = settings;
    }
    return begun;
  }

  /**
   * The session cannot start twice, and what it has got at its start is what RESET goes back to.
   */
  private synchronized void mustNotDiffer(StartSettings settings) {
    Optional<String> other = started.difference(settings);
    if (other.isPresent()) {
      stop(
          Obstacle.Kind.IMPOSSIBLE,
          "a later session of the program starts with another value of "
              + other.get()
              + " than the first, and all of them are one here",
          "",
          "");
      throw closed();
    }
  }

  private synchronized @Nullable HeldTransaction current() {
    return held;
  }

  private synchronized void leave() {
    taken = false;
    notifyAll();
  }

  /** Ends the capture; the first reason counts. */
  void stop(Obstacle.Kind kind, String message, String statement, String sqlState) {
    synchronized (this) {
      over = true;
      if (obstacle == null) {
        obstacle = new Obstacle(kind, message, statement, sqlState, draft.statements());
      }
      notifyAll();
    }
  }

  /**
   * Ends the capture since others wait for what it has locked, or for another reason that lies
   * outside of it. What the server is doing is not cancelled by that.
   */
  public void giveUp(Obstacle.Kind kind, String message) {
    stop(kind, message, "", "");
  }

  /** Takes note of a statement that failed; what the failure of another has stopped says little. */
  synchronized void failed(String message, String statement, String sqlState) {
    if (failure == null || !sqlState.equals(ABORTED)) {
      failure =
          new Obstacle(Obstacle.Kind.FAILED, message, statement, sqlState, draft.statements());
    }
  }

  void add(CapturedStatement statement) {
    if (!draft.add(statement)) {
      stop(Obstacle.Kind.IMPOSSIBLE, "there are more statements than can be shown", "", "");
    }
  }

  void savepoint(TransactionCommand command) {
    switch (command.kind()) {
      case SAVEPOINT -> draft.mark(command.savepoint());
      case RELEASE -> draft.release(command.savepoint());
      case ROLLBACK_TO -> draft.backTo(command.savepoint());
      case BEGIN, COMMIT, ROLLBACK -> {}
    }
  }

  /** What was run and would last, in order. */
  public List<CapturedStatement> statements() {
    return draft.statements();
  }

  /** Why the capture did not come to its end, if it did not. */
  public synchronized Optional<Obstacle> obstacle() {
    return Optional.ofNullable(obstacle);
  }

  /** The last statement that the server refused as it would in a real run, if it refused one. */
  public synchronized Optional<Obstacle> failure() {
    return Optional.ofNullable(failure);
  }

  /** The server process; empty before the first client has come. */
  public synchronized OptionalInt backendPid() {
    return session == null
        ? OptionalInt.empty()
        : session.key().map(BackendKey::processId).map(OptionalInt::of).orElse(OptionalInt.empty());
  }

  private synchronized boolean isOver() {
    return over;
  }

  /** Rolls back. No client is served any more, and one that is there is cut off. */
  @Override
  public void close() {
    HeldTransaction current;
    boolean isInUse;
    synchronized (this) {
      over = true;
      current = held;
      isInUse = taken;
      notifyAll();
    }
    if (current != null) {
      if (isInUse) {
        current.line().close();
      } else {
        current.rollBack();
      }
    }
  }

  /** A client that has its turn. */
  private final class Stay implements Visit {
    private final HeldTransaction transaction;

    Stay(HeldTransaction transaction) {
      this.transaction = transaction;
    }

    @Override
    public ServerSession server() {
      return Objects.requireNonNull(session);
    }

    @Override
    public void serve(Link client) throws IOException {
      transaction.line().belongsTo(client);
      try {
        new Conversation(new Exchange(client, transaction, Capture.this)).run(Capture.this::isOver);
      } catch (RuntimeException e) {
        stop(Obstacle.Kind.LOST, "the session cannot be followed: " + e.getMessage(), "", "");
        throw e;
      } finally {
        transaction.line().belongsTo(null);
        if (!transaction.line().isHeld()) {
          stop(
              Obstacle.Kind.ESCAPED,
              "the transaction was ended by something that was sent in it",
              "",
              "");
        } else if (transaction.line().isBusy() && !isOver()) {
          stop(Obstacle.Kind.LOST, "the session ended while a statement was under way", "", "");
        }
      }
    }

    @Override
    public boolean isBusy() {
      return transaction.line().isBusy();
    }

    @Override
    public void close() {
      if (isOver()) {
        transaction.rollBack();
      }
      leave();
    }
  }
}
