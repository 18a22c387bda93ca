package dev.lockkeeper.run;

import dev.lockkeeper.database.Literal;
import dev.lockkeeper.database.Result;
import dev.lockkeeper.database.ServerException;
import dev.lockkeeper.database.Session;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.settings.DurationText;
import dev.lockkeeper.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;

/** Finds the sessions that a statement waited for, so that the failure can name them. */
final class Blockers {
  private Blockers() {}

  static LockkeeperException named(
      Session session, Statement statement, LockkeeperException failure, int attempts) {
    String blockers = onRelations(session, statement);
    String tries = attempts == 1 ? "once" : attempts + " times";
    return LockkeeperException.because(
            failure.code(), failure.getMessage() + ", tried " + tries + blockers)
        .at(failure.place().orElse(null))
        .statement(failure.statement().orElse(null))
        .sqlState(failure.sqlState().orElse(null))
        .hint(failure.hint().orElse(null))
        .cause(failure.getCause())
        .build();
  }

  /** Those that hold a lock on a relation that the statement names. */
  private static String onRelations(Session session, Statement statement) {
    if (statement.type().effect().touches().isEmpty()) {
      return "";
    }
    String relations =
        statement.type().effect().touches().stream()
            .map(name -> "pg_catalog.to_regclass(" + Literal.text(name) + ")")
            .collect(Collectors.joining(", "));
    return list(
        session,
        "SELECT a.pid, a.application_name, a.usename, a.state, pg_catalog.date_part('epoch',"
            + " pg_catalog.clock_timestamp() - a.xact_start)::bigint FROM"
            + " pg_catalog.pg_stat_activity a WHERE a.pid <> pg_catalog.pg_backend_pid() AND"
            + " EXISTS (SELECT 1 FROM pg_catalog.pg_locks l WHERE l.pid = a.pid AND l.granted AND"
            + " l.relation IN ("
            + relations
            + ")) ORDER BY a.xact_start LIMIT 5",
        "; held by ");
  }

  /** Those whose transaction is older than the age: a concurrent index build waits for them. */
  static String withOldTransactions(Session session, int seconds) {
    return list(
        session,
        "SELECT a.pid, a.application_name, a.usename, a.state, pg_catalog.date_part('epoch',"
            + " pg_catalog.clock_timestamp() - a.xact_start)::bigint FROM"
            + " pg_catalog.pg_stat_activity a WHERE a.pid <> pg_catalog.pg_backend_pid() AND"
            + " a.datname = pg_catalog.current_database() AND a.xact_start <"
            + " pg_catalog.clock_timestamp() - interval '"
            + seconds
            + " seconds' ORDER BY a.xact_start LIMIT 5",
        "");
  }

  private static String list(Session session, String query, String before) {
    try {
      List<Result.Row> rows = session.last(query).rows();
      return rows.isEmpty()
          ? ""
          : before + rows.stream().map(Blockers::describe).collect(Collectors.joining("; "));
    } catch (ServerException e) {
      return "";
    }
  }

  private static String describe(Result.Row row) {
    return "pid "
        + row.text(0)
        + " ("
        + (row.text(1).isEmpty() ? row.text(2) : row.text(1))
        + ", "
        + row.text(3)
        + ", transaction open for "
        + DurationText.display(row.number(4) * 1000)
        + ")";
  }
}
