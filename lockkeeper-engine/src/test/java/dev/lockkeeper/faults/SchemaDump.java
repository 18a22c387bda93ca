package dev.lockkeeper.faults;

import dev.lockkeeper.testing.TempPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What the catalog and the tables of a database say, and what its ledger says. */
public final class SchemaDump {
  private static final String OBJECTS =
      """
      WITH space AS (
        SELECT oid, nspname FROM pg_namespace
        WHERE nspname NOT IN ('information_schema', 'lockkeeper') AND nspname !~ '^pg_')
      SELECT 'relation ' || nspname || '.' || relname || ' ' || relkind::text FROM pg_class c
        JOIN space s ON s.oid = relnamespace
      UNION ALL
      SELECT 'column ' || attrelid::regclass || '.' || attname || ' ' || attnum || ' '
        || format_type(atttypid, atttypmod) || ' ' || attnotnull || ' '
        || COALESCE(pg_get_expr(adbin, adrelid), '')
      FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid JOIN space s ON s.oid = relnamespace
        LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
      WHERE attnum > 0 AND NOT attisdropped
      UNION ALL
      SELECT 'constraint ' || conname || ' on ' || conrelid::regclass || ' '
        || pg_get_constraintdef(c.oid) || ' ' || convalidated
      FROM pg_constraint c JOIN space s ON s.oid = connamespace WHERE conrelid <> 0
      UNION ALL
      SELECT 'index ' || pg_get_indexdef(indexrelid) || ' ' || indisvalid || ' ' || indisready
      FROM pg_index i JOIN pg_class c ON c.oid = indexrelid JOIN space s ON s.oid = relnamespace
      UNION ALL
      SELECT 'partition ' || inhrelid::regclass || ' of ' || inhparent::regclass || ' '
        || inhdetachpending
      FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid JOIN space s ON s.oid = relnamespace
      UNION ALL
      SELECT 'label ' || enumtypid::regtype || ' ' || enumlabel FROM pg_enum
      UNION ALL
      SELECT 'function ' || p.oid::regprocedure || ' ' || md5(prosrc)
      FROM pg_proc p JOIN space s ON s.oid = pronamespace
      UNION ALL
      SELECT 'trigger ' || pg_get_triggerdef(t.oid) FROM pg_trigger t
        JOIN pg_class c ON c.oid = tgrelid JOIN space s ON s.oid = relnamespace WHERE NOT tgisinternal
      UNION ALL
      SELECT 'invalid index ' || indexrelid::regclass FROM pg_index WHERE NOT indisvalid
      ORDER BY 1
      """;

  private static final String TABLES =
      "SELECT oid::regclass FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
          + " ORDER BY 1";

  private static final String LEDGER =
      """
      SELECT project || ' ' || version || ' ' || kind || ', applied ' || (
        SELECT count(*) FROM lockkeeper.event e
        WHERE e.project = m.project AND e.version = m.version AND e.kind = 'applied')
      FROM lockkeeper.migration m ORDER BY 1
      """;

  private SchemaDump() {}

  /** Every object, and of every table the number of its rows and a sum over their content. */
  public static List<String> schema(TempPostgres server, String database) throws SQLException {
    try (Connection connection = server.connect(database)) {
      List<String> dump = new ArrayList<>(column(connection, OBJECTS));
      for (String table : column(connection, TABLES)) {
        dump.addAll(
            column(
                connection,
                "SELECT 'rows of "
                    + table
                    + " ' || count(*) || ' ' || COALESCE(sum(hashtext(t::text)), 0) FROM "
                    + table
                    + " t"));
      }
      return dump;
    }
  }

  /** Every migration of the ledger, its state, and how often it was applied. */
  static List<String> ledger(TempPostgres server, String database) throws SQLException {
    try (Connection connection = server.connect(database)) {
      String table = "SELECT to_regclass('lockkeeper.migration')";
      return column(connection, table).get(0) == null ? List.of() : column(connection, LEDGER);
    }
  }

  /** What the ledger must say of a project's migrations. */
  static List<String> appliedOnce(String project, List<String> versions) {
    return versions.stream()
        .sorted()
        .map(version -> project + " " + version + " applied, applied 1")
        .toList();
  }

  private static List<String> column(Connection connection, String query) throws SQLException {
    List<String> values = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        values.add(rows.getString(1));
      }
    }
    return values;
  }
}
