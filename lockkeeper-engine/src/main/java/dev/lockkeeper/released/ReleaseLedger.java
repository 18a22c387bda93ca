package dev.lockkeeper.released;

import dev.lockkeeper.database.Database;
import dev.lockkeeper.database.ServerException;
import dev.lockkeeper.database.Session;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.ledger.Ledger;
import dev.lockkeeper.ledger.ReleaseIdentity;
import dev.lockkeeper.ledger.ReleaseRecord;
import dev.lockkeeper.ledger.ReleaseRows;
import dev.lockkeeper.ledger.RunProof;
import dev.lockkeeper.run.StopSignal;
import dev.lockkeeper.settings.Settings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The record of one service's releases, for as long as this gate holds their lock. The lock is a
 * live session; a lost connection is opened again, and if nobody has taken the lock meanwhile, the
 * release goes on. Used by one thread.
 */
public final class ReleaseLedger implements AutoCloseable {
  /** The server ends a session that is idle for longer than the idle timeout, half a minute. */
  private static final long PING_NANOS = 8_000_000_000L;

  private static final int MOST_TRIES = 30;
  private static final long TRY_MILLIS = 1000;

  private final Database database;
  private final Ledger ledger;
  private final ReleaseRows rows;
  private final StopSignal stop;
  private final String service;
  private Session session;
  private long lastUse = System.nanoTime();

  private ReleaseLedger(
      Database database, Ledger ledger, Settings settings, String service, StopSignal stop) {
    this.database = database;
    this.ledger = ledger;
    this.rows = ledger.releases(settings.environment(), service);
    this.stop = stop;
    this.service = service;
    this.session = database.open();
  }

  /**
   * Opens the record, makes its tables if there are none, and takes the lock.
   *
   * @throws LockkeeperException with {@link ErrorCode#LOCKED} if another gate has the lock for
   *     longer than {@code lock-wait}
   */
  public static ReleaseLedger open(
      Database database,
      Ledger ledger,
      Settings settings,
      String service,
      StopSignal stop,
      Consumer<String> notices) {
    ReleaseLedger record = new ReleaseLedger(database, ledger, settings, service, stop);
    try {
      LockWait.of(settings.lockWait(), stop, notices).take(record.session, record.rows, service);
      record.makeTables();
      return record;
    } catch (RuntimeException e) {
      record.close();
      throw e;
    }
  }

  /** Two gates of different services may make the tables at once; then one of them is refused. */
  private void makeTables() {
    for (int tries = 1; !rows.exist(session); tries++) {
      try {
        rows.create(session);
      } catch (ServerException e) {
        if (e.isConnectionLost()) {
          throw e;
        }
        session.send("ROLLBACK");
        if (e.sqlState().equals("42501")) {
          throw mayNotCreate(e);
        }
        if (tries == MOST_TRIES) {
          throw e;
        }
        stop.sleep(TRY_MILLIS / 10);
      }
    }
  }

  private LockkeeperException mayNotCreate(ServerException e) {
    return LockkeeperException.because(
            ErrorCode.PERMISSION, "the record of releases cannot be made: " + e.facts().message())
        .sqlState(e.sqlState())
        .databaseState("Nothing was changed.")
        .hint(
            "The gate works as the migration role: it needs the schema of the ledger, or the right"
                + " to create it; `lockkeeper grants` prints the whole set-up.")
        .cause(e)
        .build();
  }

  /** The service's latest releases, newest first. */
  public List<ReleaseRecord> latest(int most) {
    return over(open -> rows.latest(open, most));
  }

  /** Starts a release; those of the service that were not finished are superseded by it. */
  public void start(ReleaseIdentity release) {
    write(open -> rows.start(open, release));
  }

  /** A step of a release begins. */
  public void started(String release, String step) {
    write(open -> rows.add(open, release, step, "started", "", ""));
  }

  /** A step of a release is done. */
  public void done(String release, String step) {
    write(open -> rows.add(open, release, step, "done", "", ""));
  }

  /** Keeps a fact of a release. */
  public void fact(String release, String step, String name, String value) {
    write(open -> rows.add(open, release, step, "fact", name, value));
  }

  /** A step of a release has failed; the release stays open. */
  public void failed(String release, String step, LockkeeperException failure) {
    String message = String.valueOf(failure.getMessage());
    write(
        open -> {
          rows.add(open, release, step, "failed", failure.code().id(), message);
          rows.fail(open, release, failure.code().id(), message);
        });
  }

  /** Ends a release for good. */
  public void finish(String release, String outcome) {
    write(open -> rows.finish(open, release, outcome));
  }

  /**
   * What the runs of a release prove.
   *
   * @param since only runs that began then or later, by the server's clock
   * @param isDown whether a run is asked for that undoes migrations
   */
  public RunProof proof(String release, String image, Optional<Instant> since, boolean isDown) {
    return over(open -> Proofs.of(ledger, open, release, image, since, isDown));
  }

  /** What the ledger proves about an image, named as it was recorded or by its digest. */
  public RunProof proof(String image) {
    return over(open -> Proofs.of(ledger, open, image));
  }

  /**
   * Keeps the lock alive while the gate waits for something else; to be called at least every ten
   * seconds. Talks to the server only when it is time to.
   *
   * @throws LockkeeperException with {@link ErrorCode#LOCK_LOST} if another gate has the lock now
   */
  public void keepAlive() {
    if (System.nanoTime() - lastUse >= PING_NANOS) {
      over(open -> rows.holdsLock(open));
    }
  }

  @Override
  public void close() {
    session.close();
  }

  private void write(Consumer<Session> work) {
    over(
        open -> {
          work.accept(open);
          return true;
        });
  }

  /** A row may be written twice after a lost connection; that says nothing wrong. */
  private <T> T over(Function<Session, T> work) {
    try {
      T result = work.apply(session);
      lastUse = System.nanoTime();
      return result;
    } catch (ServerException e) {
      if (!e.isConnectionLost()) {
        throw explained(rolledBack(e));
      }
      reopen(e);
      try {
        return work.apply(session);
      } catch (ServerException again) {
        throw explained(again);
      }
    }
  }

  private ServerException rolledBack(ServerException failure) {
    try {
      session.send("ROLLBACK");
    } catch (ServerException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  private void reopen(ServerException loss) {
    session.abort();
    for (int tries = 1; ; tries++) {
      try {
        session = database.open();
        retakeLock();
        lastUse = System.nanoTime();
        return;
      } catch (ServerException e) {
        session.abort();
        if (tries == MOST_TRIES) {
          throw explained(loss);
        }
        stop.sleep(TRY_MILLIS);
      }
    }
  }

  private void retakeLock() {
    for (int tries = 1; !rows.tryLock(session); tries++) {
      if (tries == MOST_TRIES) {
        throw LockkeeperException.because(
                ErrorCode.LOCK_LOST,
                "the connection was lost, and meanwhile another gate has taken the lock of the"
                    + " releases of "
                    + service
                    + rows.lockHolder(session).map(by -> ": " + by.describe()).orElse(""))
            .databaseState("This gate does nothing more.")
            .hint("Wait for the other gate; then run the command again.")
            .build();
      }
      stop.sleep(TRY_MILLIS);
    }
  }

  private static LockkeeperException explained(ServerException e) {
    boolean isLost = e.isConnectionLost();
    return LockkeeperException.because(
            isLost ? ErrorCode.CONNECTION_LOST : ErrorCode.LOCK_LOST,
            "the record of the release cannot be written: " + e.facts().message())
        .sqlState(e.sqlState().isEmpty() ? null : e.sqlState())
        .databaseState("The gate stays as it is.")
        .hint("Run the command again: the release goes on where it stopped.")
        .cause(e)
        .build();
  }
}
