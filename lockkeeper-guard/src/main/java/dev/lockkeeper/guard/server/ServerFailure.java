package dev.lockkeeper.guard.server;

import dev.lockkeeper.database.cloudsql.CloudSqlFailure;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.guard.wire.ErrorMessage;
import dev.lockkeeper.settings.DatabaseAddress;
import java.io.IOException;
import java.net.UnknownHostException;

/** Says in words why no session could be opened. */
final class ServerFailure {
  private ServerFailure() {}

  static LockkeeperException unreachable(DatabaseAddress address, IOException cause) {
    if (CloudSqlFailure.isOneOf(cause)) {
      return CloudSqlFailure.explain(address.display(), cause);
    }
    return LockkeeperException.because(
            ErrorCode.UNREACHABLE, address.display() + " cannot be reached: " + reason(cause))
        .databaseState("Nothing was sent to the database.")
        .hint(
            "Check host and port, that the server is up, and that this machine may reach it;"
                + " `lockkeeper doctor` tells where the address comes from.")
        .cause(cause)
        .build();
  }

  private static String reason(IOException cause) {
    return cause instanceof UnknownHostException
        ? "the host name is not known"
        : cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  static LockkeeperException refused(DatabaseAddress address, ErrorMessage error) {
    return switch (error.sqlState()) {
      case "28P01", "28000" ->
          refused(
              ErrorCode.AUTHENTICATION,
              address,
              error,
              "Check the user and the password, and where each comes from with `lockkeeper"
                  + " doctor`.");
      case "3D000" ->
          refused(
              ErrorCode.SETTINGS,
              address,
              error,
              "Create the database first, or correct its name in the address.");
      case "42501" ->
          refused(
              ErrorCode.PERMISSION, address, error, "Grant CONNECT on the database to this role.");
      default ->
          refused(
              ErrorCode.UNREACHABLE,
              address,
              error,
              "Try again when the server takes sessions; its log says more.");
    };
  }

  private static LockkeeperException refused(
      ErrorCode code, DatabaseAddress address, ErrorMessage error, String hint) {
    return LockkeeperException.because(
            code, address.display() + " refused to let us in: " + error.message())
        .sqlState(error.sqlState())
        .databaseState("Nothing was changed.")
        .hint(hint)
        .build();
  }
}
