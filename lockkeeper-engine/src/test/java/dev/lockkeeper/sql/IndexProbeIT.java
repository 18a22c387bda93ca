package dev.lockkeeper.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.testing.TempPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The probe on a copy of the table has the definition of the real index. */
class IndexProbeIT {
  private static Connection connection;

  @BeforeAll
  static void makeTables() throws SQLException {
    String database = TempPostgres.shared().newDatabase();
    TempPostgres.shared()
        .execute(
            database,
            "CREATE SCHEMA \"App\"",
            "CREATE TABLE \"App\".\"Users\" (id int, name text, at timestamptz)",
            "CREATE TABLE copy_of_users (LIKE \"App\".\"Users\" INCLUDING ALL)");
    connection = TempPostgres.shared().connect(database);
  }

  @AfterAll
  static void close() throws SQLException {
    connection.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE INDEX CONCURRENTLY real_one ON \"App\".\"Users\" (id)",
        "create unique index concurrently if not exists real_one on \"App\".\"Users\"(id, name)",
        "CREATE INDEX CONCURRENTLY real_one ON ONLY \"App\".\"Users\" USING hash (name)",
        "CREATE INDEX /* ; */ CONCURRENTLY -- x\n real_one ON \"App\" . \"Users\" (lower(name) DESC)",
        "CREATE INDEX CONCURRENTLY real_one ON \"App\".\"Users\" ((\"Users\".id + 1)) INCLUDE (name)"
            + " WITH (fillfactor = 70) WHERE \"Users\".name <> 'x; ON t'",
        "CREATE UNIQUE INDEX CONCURRENTLY real_one ON \"App\".\"Users\" (id) NULLS NOT DISTINCT"
      })
  void probeHasTheSameDefinition(String create) throws SQLException {
    Statement statement = Script.parse(create).statements().get(0);
    String object = statement.type().recovery().object().orElseThrow();
    try (java.sql.Statement sender = connection.createStatement()) {
      sender.execute(create);
      sender.execute(IndexProbe.definition(statement, "\"Probe\"", "public.copy_of_users"));

      String real = definition(sender, object);
      String probe = definition(sender, "\"Probe\"");
      sender.execute("DROP INDEX " + object + ", \"Probe\"");

      assertThat(
              probe
                  .replace("\"Probe\"", "real_one")
                  .replace("public.copy_of_users", "\"App\".\"Users\""))
          .isEqualTo(real);
    }
  }

  private static String definition(java.sql.Statement sender, String index) throws SQLException {
    try (ResultSet row =
        sender.executeQuery("SELECT pg_get_indexdef(to_regclass('" + index + "'))")) {
      row.next();
      return row.getString(1);
    }
  }
}
