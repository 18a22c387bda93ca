package dev.lockkeeper.database;

import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One session of a database. It stays in auto-commit: whoever wants a transaction sends its {@code
 * BEGIN}. Not thread-safe, except for {@link #cancel()} and {@link #abort()}.
 */
public interface Session extends AutoCloseable {

  /** What the server said of itself when the session was opened. */
  Backend backend();

  /** What the database can hold. */
  Encoding encoding();

  /**
   * Sends statements in one message and waits for all their results. The server stops at the first
   * failure. One turn.
   *
   * @return what each statement returned, in order; a statement without rows gives an empty list of
   *     rows and its count
   * @throws ServerException if the server refused a statement or the connection was lost
   */
  List<Result> send(String statements);

  /**
   * The same for a user's statements: every row is made, and of those returned at most one each is
   * kept where the protocol allows it.
   */
  List<Result> run(String statements);

  /** The same as {@link #send} for a message of which only the last result matters. */
  default Result last(String statements) {
    List<Result> results = send(statements);
    return results.get(results.size() - 1);
  }

  /**
   * Whether {@link #send} transmits all statements as they are in one message; if not, no bulk
   * message is worth building.
   */
  boolean sendsWhole();

  /**
   * Copies data in by {@code COPY … FROM STDIN}.
   *
   * @return the number of rows
   */
  long copyIn(String copyStatement, String data);

  /**
   * Statements that bring the session back to how it was opened: role, settings and temporary
   * objects. They end in a semicolon and may run inside a transaction.
   */
  String cleanSlate();

  /** Takes Lockkeeper's lock if it is free. Never waits, never opens a transaction. */
  boolean tryLock();

  /** Gives the lock back. */
  void unlock();

  /** Who holds the lock now, if anybody does. */
  Optional<LockHolder> lockHolder();

  /**
   * Ends the session that holds the lock if its client has vanished in a way that the server does
   * not notice by itself. For those that ask for the lock again and again, between two tries.
   */
  void endStarvedHolder();

  /** Ends another session of the same role, if its server process is still the same one. */
  void endBackend(Backend other);

  /**
   * The SQL expression that gives this backend's process id if it holds the lock, and null if it
   * does not; it goes into the ledger's rows as their proof.
   */
  String lockProof();

  /** Whether a pooler stands between us and the server and hands out one backend to many. */
  boolean isPooled();

  /** The JDBC connection, for Java migrations. */
  Connection jdbc();

  /** The notices that the server sent since the last call. */
  List<String> takeNotices();

  /**
   * Who is told how far a long statement is, in words. Called from another thread, every few
   * seconds.
   */
  void onProgress(Consumer<String> listener);

  /** Asks the server to stop the running statement. Thread-safe. */
  void cancel();

  /** Drops the connection at once, without a word to the server. Thread-safe. */
  void abort();

  /** Ends the session; the lock goes with it. Never throws. */
  @Override
  void close();
}
