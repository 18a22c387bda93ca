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
    ErrorCode code = e.isConnectionLost() ? ErrorCode.CONNECTION_LOST : code(e.sqlState());
    return LockkeeperException.because(code, what + ": " + e.facts().message())
        .sqlState(e.sqlState().isEmpty() ? null : e.sqlState())
        .databaseState("No migration of this run was sent.")
        .hint(hint(code))
        .cause(e)
        .build();
  }

  private static ErrorCode code(String sqlState) {
    return switch (sqlState) {
      case "42501" -> ErrorCode.PERMISSION;
      case "22P05" -> ErrorCode.ENCODING;
      default -> ErrorCode.INTERNAL;
    };
  }

  private static String hint(ErrorCode code) {
    return switch (code) {
      case PERMISSION -> "Connect as the migration role; `lockkeeper grants` prints what it needs.";
      case ENCODING ->
          "The database's encoding has not every character of what the ledger should keep, such as"
              + " a name: write it without that character.";
      default -> "Run the command again when the database is in order.";
    };
  }
}
