package dev.lockkeeper.database.postgres;

import dev.lockkeeper.database.cloudsql.CloudSqlFailure;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Says in words why a connection could not be opened. */
final class ConnectFailure {
  private ConnectFailure() {}

  /** Whether the server is only starting, or full for the moment. */
  static boolean isPassing(SQLException e) {
    return "57P03".equals(e.getSQLState()) || "53300".equals(e.getSQLState());
  }

  static LockkeeperException explain(SQLException e, String display) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    if (message.contains("unsupported startup parameter")) {
      return because(ErrorCode.POOLER, display + " is a connection pooler: " + message, state, e)
          .hint(
              "Lockkeeper needs a session of its own: use the server's direct address (the direct"
                  + " port, the private IP, or the Cloud SQL socket).")
          .build();
    }
    return switch (state) {
      // 08004: the driver has no password for a server that asks for one
      case "28P01", "28000", "08004" ->
          because(ErrorCode.AUTHENTICATION, display + " refused to let us in: " + message, state, e)
              .hint(
                  "Check the user and the password, and where each comes from with `lockkeeper"
                      + " doctor`.")
              .build();
      case "3D000" ->
          because(ErrorCode.SETTINGS, message + " (" + display + ")", state, e)
              .hint("Create the database first, or correct its name in the address.")
              .build();
      case "42704", "22023" ->
          because(
                  ErrorCode.UNSUPPORTED_SERVER,
                  display + " does not know a setting that Lockkeeper needs: " + message,
                  state,
                  e)
              .hint("Lockkeeper works with PostgreSQL 14 and newer.")
              .build();
      case "42501" ->
          because(ErrorCode.PERMISSION, display + " refused to let us in: " + message, state, e)
              .hint("Grant CONNECT on the database to this role.")
              .build();
      default -> unreachable(e, display, state, message);
    };
  }

  private static LockkeeperException unreachable(
      SQLException e, String display, String state, String message) {
    if (CloudSqlFailure.isOneOf(e)) {
      return CloudSqlFailure.explain(display, e);
    }
    Throwable cause = root(e);
    if (cause instanceof UnknownHostException) {
      message = "the host name is not known";
    } else if (cause != e && cause.getMessage() != null) {
      message = cause.getMessage();
    }
    return because(ErrorCode.UNREACHABLE, display + " cannot be reached: " + message, state, e)
        .databaseState("Nothing was sent to the database.")
        .hint(
            "Check host and port, that the server is up, and that this machine may reach it;"
                + " `lockkeeper doctor` tells where the address comes from.")
        .build();
  }

  private static LockkeeperException.Builder because(
      ErrorCode code, String message, @Nullable String state, SQLException cause) {
    return LockkeeperException.because(code, message)
        .sqlState(state == null || state.isEmpty() ? null : state)
        .cause(cause);
  }

  private static Throwable root(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    return cause;
  }
}
