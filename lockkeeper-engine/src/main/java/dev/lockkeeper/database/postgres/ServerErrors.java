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
    boolean lost = closed || state.startsWith("08") || state.startsWith("57P0");
    ServerErrorMessage said =
        e instanceof PSQLException known ? known.getServerErrorMessage() : null;
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

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }
}
