package dev.lockkeeper;

import dev.lockkeeper.database.ServerException;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;

/** Says in words why Lockkeeper's own statements failed before a run's first migration. */
final class SessionFailure {
  private SessionFailure() {}

  /**
   * The failure that a user gets to see.
   *
   * @param what what could not be done
   */
  static LockkeeperException explain(String what, ServerException e) {
    ErrorCode code =
        e.isConnectionLost()
            ? ErrorCode.CONNECTION_LOST
            : e.sqlState().equals("42501") ? ErrorCode.PERMISSION : ErrorCode.INTERNAL;
    return LockkeeperException.because(code, what + ": " + e.facts().message())
        .sqlState(e.sqlState().isEmpty() ? null : e.sqlState())
        .databaseState("No migration of this run was sent.")
        .hint(
            code == ErrorCode.PERMISSION
                ? "Connect as the migration role; `lockkeeper grants` prints what it needs."
                : "Run the command again when the database is in order.")
        .cause(e)
        .build();
  }
}
