package dev.lockkeeper;

import dev.lockkeeper.database.Session;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.migration.Catalog;
import dev.lockkeeper.source.MigrationSource;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The migrations, read on a thread of their own while the caller opens its session: neither the
 * disk nor the network waits for the other. The session opens on the caller's thread, since a data
 * source may look at what is bound to it.
 */
final class CatalogReading {
  private static final long LONGEST_SILENCE_MILLIS = 5_000;

  private final CompletableFuture<Catalog> catalog;

  private CatalogReading(CompletableFuture<Catalog> catalog) {
    this.catalog = catalog;
  }

  static CatalogReading of(MigrationSource source) {
    return new CatalogReading(CompletableFuture.supplyAsync(source::read, CatalogReading::start));
  }

  /**
   * Waits for the migrations. Where that takes long, the session says a word now and then, since
   * the server ends one that is idle.
   *
   * @throws LockkeeperException as {@link MigrationSource#read()} does
   */
  Catalog over(Session session, Duration idleTimeout) {
    long silence =
        idleTimeout.isZero()
            ? LONGEST_SILENCE_MILLIS
            : Math.min(LONGEST_SILENCE_MILLIS, Math.max(1, idleTimeout.toMillis() / 3));
    while (true) {
      try {
        return catalog.get(silence, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        session.send("SELECT 1");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw interrupted();
      } catch (ExecutionException e) {
        throw thrown(e);
      }
    }
  }

  /** Waits for the migrations where there is no session: a bad file is the nearer complaint. */
  void requireReadable() {
    try {
      catalog.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted();
    } catch (ExecutionException e) {
      throw thrown(e);
    }
  }

  private static LockkeeperException interrupted() {
    return LockkeeperException.because(
            ErrorCode.INTERRUPTED, "interrupted while the migrations were read")
        .databaseState("Nothing was changed.")
        .hint("Run the command again.")
        .build();
  }

  private static RuntimeException thrown(ExecutionException e) {
    if (e.getCause() instanceof Error error) {
      throw error;
    }
    return e.getCause() instanceof RuntimeException failure
        ? failure
        : new IllegalStateException("reading migrations throws nothing checked", e);
  }

  private static void start(Runnable reading) {
    Thread thread = new Thread(reading, "lockkeeper-files");
    thread.setDaemon(true);
    thread.start();
  }
}
