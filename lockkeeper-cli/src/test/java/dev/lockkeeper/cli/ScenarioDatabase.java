package dev.lockkeeper.cli;

import dev.lockkeeper.sql.Script;
import dev.lockkeeper.testing.TempPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** The database of a scenario, a second one beside it, and a connection that holds locks. */
final class ScenarioDatabase implements AutoCloseable {
  private static final Pattern META = Pattern.compile("(?m)^\\\\set .*$");

  /** Relations, columns, defaults, constraints, indexes and functions outside the ledger. */
  private static final String SHAPE =
      """
      SELECT c.relkind::text || ' ' || n.nspname || '.' || c.relname || ' ' || coalesce(
        (SELECT string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
            || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
            || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), ''), ', ' ORDER BY a.attnum)
          FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
          WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped), '') AS shape
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast', 'lockkeeper')
      UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' '
          || pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema', 'lockkeeper')
      UNION ALL SELECT 'index ' || indexdef FROM pg_indexes
        WHERE schemaname NOT IN ('pg_catalog', 'lockkeeper')
      UNION ALL SELECT 'function ' || p.oid::regprocedure FROM pg_proc p
        WHERE pronamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema', 'lockkeeper')
      ORDER BY 1
      """;

  private final TempPostgres server;
  private final String name;
  private @Nullable Connection holder;
  private @Nullable String second;

  ScenarioDatabase(TempPostgres server) {
    this.server = server;
    this.name = server.newDatabase();
  }

  String name() {
    return name;
  }

  /** Runs a statement; gives its rows, or the error with its SQLSTATE. */
  List<String> run(String sql) throws SQLException {
    try (Connection connection = server.connect(name)) {
      return rows(connection, sql);
    } catch (SQLException e) {
      return List.of(
          "! "
              + e.getSQLState()
              + " "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
  }

  void hold(String sql) throws SQLException {
    release();
    Connection opened = server.connect(name);
    holder = opened;
    opened.setAutoCommit(false);
    try (Statement statement = opened.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Waits until the server has noticed, since what comes next must find nothing locked. */
  void release() throws SQLException {
    if (holder != null) {
      int pid = holder.unwrap(PGConnection.class).getBackendPID();
      holder.close();
      holder = null;
      String isThere = "SELECT 1 FROM pg_stat_activity WHERE pid = " + pid;
      try (Connection connection = server.connect(name)) {
        while (!rows(connection, isThere).isEmpty()) {
          Thread.onSpinWait();
        }
      }
    }
  }

  /** Sends a script that psql would accept, statement by statement. */
  void replay(String script) throws SQLException {
    if (second == null) {
      second = name + "_second";
      server.execute("postgres", "CREATE DATABASE " + second);
    }
    try (Connection connection = server.connect(second)) {
      for (dev.lockkeeper.sql.Statement statement :
          Script.parse(META.matcher(script).replaceAll("")).statements()) {
        Optional<String> data = statement.copyData();
        if (data.isPresent()) {
          copy(connection, statement.text(), data.get());
        } else {
          rows(connection, statement.text());
        }
      }
    }
  }

  private static void copy(Connection connection, String sql, String data) throws SQLException {
    var copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
    byte[] bytes = data.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    copy.writeToCopy(bytes, 0, bytes.length);
    copy.endCopy();
  }

  /** The lines by which the two databases differ. */
  List<String> differences() throws SQLException {
    List<String> here = shape(name);
    List<String> there = shape(String.valueOf(second));
    List<String> differences = new ArrayList<>();
    here.stream()
        .filter(l -> !there.contains(l))
        .forEach(l -> differences.add("| only first: " + l));
    there.stream()
        .filter(l -> !here.contains(l))
        .forEach(l -> differences.add("| only second: " + l));
    if (here.isEmpty()) {
      throw new IllegalStateException("there is nothing to compare");
    }
    return differences.isEmpty() ? List.of("| the same") : differences;
  }

  private List<String> shape(String database) throws SQLException {
    try (Connection connection = server.connect(database)) {
      return rows(connection, SHAPE);
    }
  }

  private static List<String> rows(Connection connection, String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      boolean hasRows = statement.execute(sql);
      while (hasRows) {
        try (ResultSet set = statement.getResultSet()) {
          while (set.next()) {
            List<String> row = new ArrayList<>();
            for (int i = 1; i <= set.getMetaData().getColumnCount(); i++) {
              row.add(String.valueOf(set.getString(i)));
            }
            rows.add("| " + String.join(" | ", row));
          }
        }
        hasRows = statement.getMoreResults();
      }
    }
    return rows;
  }

  @Override
  public void close() throws SQLException {
    release();
    server.execute("postgres", "DROP DATABASE " + name + " WITH (FORCE)");
    if (second != null) {
      server.execute("postgres", "DROP DATABASE " + second + " WITH (FORCE)");
    }
  }
}
