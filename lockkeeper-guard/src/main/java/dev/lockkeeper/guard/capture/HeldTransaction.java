package dev.lockkeeper.guard.capture;

import dev.lockkeeper.guard.link.Watchdog;
import dev.lockkeeper.guard.server.ServerSession;
import dev.lockkeeper.guard.wire.ErrorMessage;
import dev.lockkeeper.guard.wire.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * The one transaction in which everything happens. A transaction of the client is a savepoint in
 * it, and so is a statement that the client sends outside of one, since its failure would else end
 * all. Not thread-safe.
 */
final class HeldTransaction {
  private static final String SAVEPOINT = "lockkeeper_capture";
  private static final String BACK = "ROLLBACK TO SAVEPOINT " + SAVEPOINT;
  private static final String RELEASE = "RELEASE SAVEPOINT " + SAVEPOINT;

  /** Every session of a tool would see what others commit meanwhile. */
  private static final String BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED";

  /** How long the server may take to roll back before it is left to do so alone. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final ServerLine line;
  private final Draft draft;
  private final LocalScope locals = new LocalScope();
  private Level level = Level.NONE;

  /** What the client has begun. */
  private enum Level {
    NONE,
    /** Something that commits by itself at its end. */
    IMPLICIT,
    /** A transaction that the client ends. */
    BLOCK
  }

  private HeldTransaction(ServerLine line, Draft draft) {
    this.line = line;
    this.draft = draft;
  }

  /** Begins it in a new session. */
  static HeldTransaction begin(ServerSession session, Draft draft) throws IOException {
    HeldTransaction held = new HeldTransaction(new ServerLine(session), draft);
    held.require(BEGIN);
    held.line.mustBeInTransaction(true);
    return held;
  }

  ServerLine line() {
    return line;
  }

  /** What the client has set for its transactions only. */
  LocalScope locals() {
    return locals;
  }

  /** What {@code ReadyForQuery} tells the client. */
  char clientStatus() {
    return level == Level.BLOCK ? line.status() : 'I';
  }

  /** Whether the server takes nothing but the end of what the client has begun. */
  boolean isFailed() {
    return line.status() == 'E';
  }

  boolean isImplicit() {
    return level == Level.IMPLICIT;
  }

  /** Something of the client begins, if nothing of it has begun. */
  void open() throws IOException {
    if (level == Level.NONE) {
      require("SAVEPOINT " + SAVEPOINT);
      draft.mark(SAVEPOINT);
      level = Level.IMPLICIT;
    }
  }

  /** The client begins a transaction; what it has sent just before it belongs to it. */
  void block() throws IOException {
    open();
    level = Level.BLOCK;
  }

  /**
   * What the client has begun is done. What is deferred to the end of a transaction comes now.
   *
   * @return the error if that failed; then it is undone
   */
  Optional<Message> keep() throws IOException {
    if (level == Level.NONE) {
      return Optional.empty();
    }
    // The setting lasts as long as the transaction does: later ones may defer again.
    Optional<Message> error =
        line.execute("SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL DEFERRED");
    if (error.isPresent()) {
      undo();
      return error;
    }
    require(RELEASE);
    draft.release(SAVEPOINT);
    locals.committed();
    level = Level.NONE;
    return Optional.empty();
  }

  /** What the client has begun is undone. */
  void undo() throws IOException {
    if (level != Level.NONE) {
      require(BACK, RELEASE);
      draft.backTo(SAVEPOINT);
      draft.release(SAVEPOINT);
      locals.undone();
      level = Level.NONE;
    }
  }

  /** Makes the session as if it were new, for the next client. */
  void reset() throws IOException {
    // The last client may have left behind an error, where the server waits for nothing else.
    line.send(Requests.sync());
    line.untilReady();
    undo();
    require(
        "RESET SESSION AUTHORIZATION",
        "RESET ROLE",
        "RESET ALL",
        "DEALLOCATE ALL",
        "CLOSE ALL",
        "UNLISTEN *",
        "SELECT pg_catalog.pg_advisory_unlock_all()",
        "DISCARD TEMP",
        "DISCARD SEQUENCES");
    locals.reset();
  }

  private void require(String... statements) throws IOException {
    Optional<Message> error = line.execute(statements);
    if (error.isPresent()) {
      throw new IOException(ErrorMessage.of(error.get()).message());
    }
  }

  /** Ends all of it without a trace. Whatever the server does, it takes no longer than seconds. */
  void rollBack() {
    try (Watchdog watchdog = new Watchdog()) {
      watchdog.limit(line::close, PATIENCE);
      if (!line.isBusy()) {
        line.mustBeInTransaction(false);
        line.execute("ROLLBACK");
      }
    } catch (IOException e) {
      // The server rolls back what has lost its session.
    }
    line.close();
  }
}
