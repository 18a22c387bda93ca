package dev.lockkeeper;

import dev.lockkeeper.database.Database;
import dev.lockkeeper.database.Session;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * A session that opens on a thread of its own while the caller prepares what it is for: neither the
 * network nor the disk waits for the other. Closing it closes the session, also one that is not
 * there yet.
 */
final class Opening implements AutoCloseable {
  private final CompletableFuture<Session> session;

  private Opening(CompletableFuture<Session> session) {
    this.session = session;
  }

  static Opening of(Database database) {
    return new Opening(CompletableFuture.supplyAsync(database::open, Opening::start));
  }

  /**
   * Waits for the session.
   *
   * @throws LockkeeperException as {@link Database#open()} does
   */
  Session session() {
    try {
      return session.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw LockkeeperException.because(ErrorCode.INTERRUPTED, "interrupted while connecting")
          .build();
    } catch (ExecutionException e) {
      throw thrown(e);
    }
  }

  private static RuntimeException thrown(ExecutionException e) {
    if (e.getCause() instanceof Error error) {
      throw error;
    }
    return e.getCause() instanceof RuntimeException failure
        ? failure
        : new IllegalStateException("opening a session throws nothing checked", e);
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // closing a session never throws
  public void close() {
    session.thenAccept(Session::close);
  }

  private static void start(Runnable opening) {
    Thread thread = new Thread(opening, "lockkeeper-connect");
    thread.setDaemon(true);
    thread.start();
  }
}
