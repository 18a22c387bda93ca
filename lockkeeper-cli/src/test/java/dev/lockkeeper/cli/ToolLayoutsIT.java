package dev.lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One folder, run by its tool and by Lockkeeper, leaves the same schema and the same rows. */
class ToolLayoutsIT {
  private static final String USERS =
      "CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL"
          + " UNIQUE, state text DEFAULT 'a;b' CHECK (state <> ''));\n"
          + "INSERT INTO users (email) VALUES ('it''s -- one'), (E'two\\'s;');\n";
  private static final String NO_USERS = "DROP TABLE users;\n";
  private static final String ORDERS =
      "CREATE TYPE state AS ENUM ('open', 'paid');\n"
          + "CREATE TABLE orders (id int, customer bigint REFERENCES users, state state);\n"
          + "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $body$\nBEGIN\n"
          + "  NEW.id := COALESCE(NEW.id, 0); -- a comment; with a semicolon\n  RETURN NEW;\n"
          + "END $body$;\n"
          + "CREATE TRIGGER touch BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION touch();\n"
          + "INSERT INTO orders SELECT NULL, id, 'paid' FROM users;\n";
  private static final String NO_ORDERS =
      "DROP TABLE orders;\nDROP FUNCTION touch();\nDROP TYPE state;\n";
  private static final String INDEX =
      "CREATE INDEX CONCURRENTLY orders_customer ON orders (customer) WHERE state = 'open';\n";
  private static final String NO_INDEX = "DROP INDEX CONCURRENTLY orders_customer;\n";

  @TempDir Path folder;
  private ForeignProject project;

  @BeforeEach
  void project() throws IOException {
    project = new ForeignProject(folder.toRealPath());
  }

  private interface Step {
    void run() throws Exception;
  }

  /** The tool first, up and down as far as it can; then Lockkeeper on the empty database. */
  private void same(String dir, String history, int migrations, Step up, Step down)
      throws Exception {
    up.run();
    List<String> theirs = schema(history);
    assertThat(theirs).isNotEmpty();
    down.run();
    assertThat(schema(history)).isEmpty();
    project.execute("DROP SCHEMA public CASCADE", "CREATE SCHEMA public");
    assertThat(project.lockkeeper(0, "--dir", dir, "up"))
        .contains("Applied " + migrations + " migrations");
    assertThat(project.schema()).isEqualTo(theirs);
    assertThat(project.lockkeeper(0, "--dir", dir, "verify")).contains("agree");
    project.lockkeeper(0, "--dir", dir, "down", "--all");
    assertThat(project.schema()).isEmpty();
  }

  private List<String> schema(String history) throws SQLException {
    return project.schema().stream().filter(line -> !line.contains(history)).toList();
  }

  @Test
  @DisplayName("B8: dbmate")
  void dbmate() throws Exception {
    project
        .write("d/20260101000000_users.sql", dbmate("", USERS, NO_USERS))
        .write("d/20260102000000_orders.sql", dbmate("", ORDERS, NO_ORDERS))
        .write("d/20260103000000_index.sql", dbmate(" transaction:false", INDEX, NO_INDEX));
    same(
        "d",
        "schema_migrations",
        3,
        () -> dbmateRuns("migrate"),
        () -> {
          for (int i = 0; i < 3; i++) {
            dbmateRuns("rollback");
          }
        });
  }

  private static String dbmate(String option, String up, String down) {
    return "-- migrate:up" + option + "\n" + up + "\n-- migrate:down" + option + "\n" + down;
  }

  private void dbmateRuns(String command) throws IOException {
    project.tool(
        Map.of(),
        ToolBox.node().resolve("@dbmate/linux-x64/bin/dbmate").toString(),
        "--url",
        project.url() + "?sslmode=disable",
        "--migrations-dir",
        "d",
        "--no-dump-schema",
        command);
  }

  @Test
  @DisplayName("B8: node-pg-migrate")
  void nodePgMigrate() throws Exception {
    project
        .write(
            "n/1767225600000_users.sql",
            "-- Up Migration\n" + USERS + "\n-- Down Migration\n" + NO_USERS)
        .write(
            "n/1767312000000_orders.sql",
            "-- Up Migration\n" + ORDERS + "\n-- Down Migration\n" + NO_ORDERS);
    same(
        "n",
        "pgmigrations",
        2,
        () -> nodePgMigrateRuns("up"),
        () -> {
          nodePgMigrateRuns("down");
          nodePgMigrateRuns("down");
        });
  }

  private void nodePgMigrateRuns(String command) throws IOException {
    project.tool(
        Map.of("DATABASE_URL", project.url()),
        "node",
        ToolBox.node().resolve("node-pg-migrate/bin/node-pg-migrate.js").toString(),
        command,
        "-m",
        "n");
  }

  @Test
  @DisplayName("B8: Flyway, whose way down is not free")
  void flyway() throws Exception {
    project
        .write("f/V1__users.sql", USERS)
        .write("f/U1__users.sql", NO_USERS)
        .write("f/V1_10__orders.sql", ORDERS)
        .write("f/U1_10__orders.sql", "DROP VIEW mails;\n" + NO_ORDERS)
        .write("f/V1.9__more.sql", "INSERT INTO users (email) VALUES ('three');\n")
        .write("f/U1.9__more.sql", "DELETE FROM users WHERE email = 'three';\n")
        .write("f/R__mails.sql", "CREATE OR REPLACE VIEW mails AS SELECT email FROM users;\n");
    same(
        "f",
        "flyway_schema_history",
        4,
        () ->
            project.tool(
                Map.of("REDGATE_DISABLE_TELEMETRY", "true"),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                ToolBox.jars("flyway"),
                Path.of("src/test/tools/FlywayMain.java").toAbsolutePath().toString(),
                project.jdbcUrl(),
                project.folder().resolve("f").toString()),
        () -> project.execute("DROP SCHEMA public CASCADE", "CREATE SCHEMA public"));
  }
}
