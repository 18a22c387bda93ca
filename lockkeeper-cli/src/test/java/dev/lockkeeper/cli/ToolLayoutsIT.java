package dev.lockkeeper.cli;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
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

  /** Every form that goose's manual and its library's name, and what stays as it is. */
  private static final String WORDS =
      """
      -- +goose ENVSUB ON
      -- +goose Up
      -- this costs $1 and is left as it is
      CREATE TABLE ${TABLE} (n int, word text);
        -- $2

      INSERT INTO $TABLE VALUES
        -- ${WORD} by ${WORD}
        (1, '${WORD}'), (2, '$WORD.'), (3, '<${EMPTY}>'),
        (4, '${NONE:-else}'), (5, '${EMPTY:-else $WORD}'), (6, '<${EMPTY-else}>'),
        (7, '${NONE-${WORD:-${NONE}}}'), (8, '${WORD?must be there}'),
        (9, '$$WORD $$$WORD \\$WORD \\\\$WORD $(WORD) a$
        '),
        (10, '${LONG:1}'), (11, '${LONG:1:2}'), (12, '${LONG: -2}'), (13, '${LONG:1:-1}'),
        (14, '<${LONG:9:1}>'), (15, '${LONG:0:99}'), (16, '${NONE:-a\\}');
      -- +goose ENVSUB OFF
      INSERT INTO words VALUES (17, '${WORD} $$ $1');
      -- +goose StatementBegin
      CREATE FUNCTION word() RETURNS text LANGUAGE plpgsql AS $$
      BEGIN
        -- +goose ENVSUB ON
        -- ${WORD};
        RETURN '${WORD}; $$';
        -- +goose ENVSUB OFF
      END $$;
      -- +goose StatementEnd
      INSERT INTO words VALUES (18, word());
      DROP FUNCTION word();
      -- +goose ENVSUB ON
      -- +goose Down
      DROP TABLE ${TABLE};
      """
          .replace("  -- +goose", "-- +goose");

  private static final Map<String, String> VARIABLES =
      Map.of("TABLE", "words", "WORD", "it''s", "LONG", "longer", "EMPTY", "");

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
  @EnabledIfSystemProperty(
      named = "suites",
      matches = "full",
      disabledReason = "it builds goose from its sources; -Dsuites=full runs it")
  @DisplayName("B8: goose, with the values of variables")
  void goose() throws Exception {
    project
        .write("g/00001_users.sql", goose(USERS, NO_USERS))
        .write("g/00002_orders.sql", goose(ORDERS, NO_ORDERS))
        .write("g/00003_index.sql", "-- +goose NO TRANSACTION\n" + goose(INDEX, NO_INDEX))
        .write("g/00004_words.sql", WORDS)
        .write(".env", VARIABLES.entrySet().stream().map(Object::toString).collect(joining("\n")));
    same(
        "g",
        "goose_db_version",
        4,
        () -> gooseRuns("up"),
        () -> {
          for (int i = 0; i < 4; i++) {
            gooseRuns("down");
          }
          project.execute("DROP TABLE goose_db_version");
        });
  }

  /** Else goose cuts at any semicolon that ends a line, and sees none behind two dashes. */
  private static String goose(String up, String down) {
    return "-- +goose Up\n-- +goose StatementBegin\n"
        + up
        + "-- +goose StatementEnd\n-- +goose Down\n"
        + down;
  }

  private void gooseRuns(String command) throws IOException {
    project.tool(
        VARIABLES,
        ToolBox.go().resolve("goose").toString(),
        "-dir",
        "g",
        "postgres",
        project.url() + "?sslmode=disable",
        command);
  }

  @Test
  void plansShowVariablesByTheirNamesUnlessSecretsAreAskedFor() throws Exception {
    project
        .write("g/00001_words.sql", WORDS)
        .write(".env", "TABLE=words\nWORD=Tr0ub4dor\nLONG=hunter22\nEMPTY=\n");
    String shown = project.lockkeeper(0, "--dir", "g", "plan", "--sql");
    assertThat(shown)
        .contains("-- Variables stand by their names", "TABLE ${TABLE} (", "${LONG: -2}")
        .doesNotContain("hunter22", "Tr0ub4dor");
    assertThat(project.lockkeeper(0, "--dir", "g", "plan", "--sql", "--show-secrets"))
        .contains("TABLE words (", "(12, '22')")
        .doesNotContain("-- Variables");
    assertThat(project.lockkeeper(0, "--dir", "g", "-o", "json", "plan"))
        .contains("${TABLE}")
        .doesNotContain("hunter22", "Tr0ub4dor");
    project.write(".env", "TABLE=words\nEMPTY=\n");
    assertThat(project.lockkeeper(2, "--dir", "g", "up"))
        .contains("g/00001_words.sql:8: the variable WORD is not set", "Set WORD");
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
