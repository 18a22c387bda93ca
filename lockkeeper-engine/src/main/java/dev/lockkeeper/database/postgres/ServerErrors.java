package dev.lockkeeper.database.postgres;

import dev.lockkeeper.database.ServerException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Turns the driver's exceptions into ours. */
final class ServerErrors {
  private ServerErrors() {}

  static ServerException translate(SQLException e, boolean closed) {
    String state = text(e.getSQLState());
    ServerErrorMessage said =
        e instanceof PSQLException known ? known.getServerErrorMessage() : null;
    boolean lost = closed || (said == null ? state.startsWith("08") : endsSession(said));
    if (said == null) {
      return new ServerException(
          new ServerException.Facts(state, text(e.getMessage()), "", "", "", 0, "", lost), e);
    }
    return new ServerException(
        new ServerException.Facts(
            state,
            text(said.getMessage()),
            text(said.getDetail()),
            text(said.getHint()),
            text(said.getWhere()),
            said.getPosition(),
            text(said.getColumn()),
            lost),
        e);
  }

  /** A statement may raise any SQLSTATE, also those of lost connections; the severity tells. */
  private static boolean endsSession(ServerErrorMessage said) {
    return "FATAL".equals(said.getSeverity()) || "PANIC".equals(said.getSeverity());
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }
}
