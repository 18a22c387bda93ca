package dev.lockkeeper.run;

import dev.lockkeeper.database.Backend;
import dev.lockkeeper.database.Database;
import dev.lockkeeper.database.ServerException;
import dev.lockkeeper.database.Session;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Outcome;
import dev.lockkeeper.settings.Settings;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds out what is in the database after a connection was lost. The old server process may still
 * work on the last message; it is ended if it is ours, and waited for, so that what the ledger says
 * then is final.
 */
final class Aftermath {
  private final Database database;
  private final Settings settings;
  private final RunContext context;

  Aftermath(Database database, Settings settings, RunContext context) {
    this.database = database;
    this.settings = settings;
    this.context = context;
  }

  /**
   * What is known after all.
   *
   * @param done what is done
   * @param failure what the run ends with, if it did not succeed
   */
  record Truth(List<MigrationResult> done, Optional<LockkeeperException> failure) {}

  /**
   * Reads the truth over a new connection, and ends the run in the ledger.
   *
   * @param look reads it, under the lock
   */
  Truth find(Backend old, Function<Session, Truth> look) {
    try (Session session = database.open()) {
      session.endBackend(old);
      RunLock lock = acquire(session);
      try (lock) {
        Truth truth = look.apply(session);
        session.send(finish(truth.failure()));
        return truth;
      }
    } catch (ServerException e) {
      throw LockkeeperException.because(ErrorCode.CONNECTION_LOST, e.facts().message())
          .cause(e)
          .build();
    }
  }

  /** A run that is stopped without the lock does not know what is there, but it has an end. */
  private RunLock acquire(Session session) {
    try {
      return RunLock.acquire(session, settings.lockWait(), context.listener(), context.stop());
    } catch (LockkeeperException e) {
      if (e.code() == ErrorCode.INTERRUPTED) {
        session.send(finish(Optional.of(e)));
      }
      throw e;
    }
  }

  private String finish(Optional<LockkeeperException> failure) {
    return failure
        .map(
            e ->
                context
                    .rows()
                    .finish(e.code().outcome().id(), e.code().id(), String.valueOf(e.getMessage())))
        .orElseGet(() -> context.rows().finish(Outcome.SUCCEEDED.id(), null, null));
  }

  /** The database cannot be reached any more, or not in time, so that nobody can tell. */
  LockkeeperException unknown(ServerException lost, LockkeeperException again) {
    if (again.code() == ErrorCode.INTERRUPTED) {
      return LockkeeperException.because(
              ErrorCode.INTERRUPTED,
              "the run was interrupted after the connection was lost: " + lost.facts().message())
          .databaseState(
              "Not read again, since another run held the lock. Whatever was committed is in the"
                  + " ledger, and nothing is applied without it.")
          .hint("Run the command again: it continues where this one stopped.")
          .cause(lost)
          .build();
    }
    return LockkeeperException.because(
            ErrorCode.CONNECTION_LOST,
            "the connection was lost: "
                + lost.facts().message()
                + "; it could not be opened again: "
                + again.getMessage())
        .databaseState(
            "Unknown until the database can be reached. Whatever was committed is in the ledger, and"
                + " nothing is applied without it.")
        .hint("When the database is back, run the command again: it continues where this stopped.")
        .cause(lost)
        .build();
  }
}
