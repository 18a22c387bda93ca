package dev.lockkeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Outcome;
import dev.lockkeeper.migration.State;
import dev.lockkeeper.plan.DownRequest;
import dev.lockkeeper.plan.MigrationStatus;
import dev.lockkeeper.run.RunEvent;
import dev.lockkeeper.settings.ScriptVariables;
import dev.lockkeeper.settings.Timing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scripts that name variables, as goose's do: what runs, what is kept, and what is refused. */
class VariablesIT {
  private static final String SECRET = "Tr0ub4dor";

  @TempDir Path directory;
  private Scene scene;

  @BeforeEach
  void prepare() {
    scene = new Scene(directory);
  }

  private LockkeeperBuilder with(Map<String, String> variables) {
    return scene.builder(settings -> settings.variables(ScriptVariables.of(variables)));
  }

  private void write(String name, String text) {
    scene.folder().file(name, text);
  }

  /** Every row of the ledger, as text. */
  private String ledger() {
    List<String> rows = new ArrayList<>();
    for (String table :
        scene.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'lockkeeper'")) {
      rows.addAll(scene.rows("SELECT t::text FROM lockkeeper." + table + " t"));
    }
    return String.join("\n", rows);
  }

  @Test
  void runsTheValuesAndKeepsTheFilesOwnText() {
    write(
        "1_a.sql",
        "-- +goose ENVSUB ON\n-- +goose Up\nCREATE TABLE ${NAME:-plain} (token text);\n"
            + "INSERT INTO $NAME VALUES ('${TOKEN}');\n-- +goose Down\nDROP TABLE $NAME;\n");
    Lockkeeper lockkeeper = with(Map.of("NAME", "secrets", "TOKEN", SECRET)).build();
    lockkeeper.up();
    assertThat(scene.rows("SELECT * FROM secrets")).containsExactly(SECRET);
    assertThat(scene.value("SELECT body FROM lockkeeper.script")).contains("'${TOKEN}'");
    assertThat(ledger()).doesNotContain(SECRET, "secrets");

    Lockkeeper elsewhere = scene.lockkeeper();
    assertThat(elsewhere.overview().migrations())
        .extracting(MigrationStatus::state)
        .containsExactly(State.APPLIED);
    assertThat(elsewhere.up().migrations()).isEmpty();
    assertThat(elsewhere.verify().isClean()).isTrue();

    lockkeeper.down(new DownRequest.LastBatch());
    assertThat(scene.exists("secrets")).isFalse();
  }

  @Test
  void refusesBeforeAnythingRunsWhatHasNoValue() {
    write("1_a.sql", "-- +goose Up\nCREATE TABLE a ();\n");
    write("2_b.sql", "-- +goose ENVSUB ON\n-- +goose Up\n\nCREATE TABLE ${NAME} ();\n");
    Lockkeeper without = scene.lockkeeper();
    LockkeeperException refusal = Scene.failure(without::up);
    assertThat(refusal.code()).isEqualTo(ErrorCode.SETTINGS);
    assertThat(refusal).hasMessageContaining("2_b.sql:4: the variable NAME is not set");
    assertThat(scene.exists("a")).isFalse();
    assertThat(without.overview().migrations()).hasSize(2);
    assertThat(with(Map.of("NAME", "b")).build().up().migrations()).hasSize(2);
    assertThat(scene.exists("b")).isTrue();
  }

  @Test
  void namesTheVariableWhereTheServerNamesTheValue() {
    write("1_a.sql", "-- +goose Up\nCREATE TABLE a (t text PRIMARY KEY, n int);\n");
    scene.lockkeeper().up();
    write(
        "2_b.sql",
        "-- +goose ENVSUB ON\n-- +goose Up\nINSERT INTO a (t) VALUES ('${TOKEN}');\n"
            + "INSERT INTO a (t) VALUES ('$TOKEN');\n");
    LockkeeperException twice = Scene.failure(with(Map.of("TOKEN", SECRET)).build()::up);
    assertThat(twice)
        .hasMessageContaining(
            "2_b.sql:4:1: ERROR: duplicate key value violates unique constraint ?");
    assertThat(twice.statement()).contains("INSERT INTO a (t) VALUES ('$TOKEN')");
    assertThat(twice.getCause()).isNull();

    write(
        "2_b.sql",
        "-- +goose ENVSUB ON\n-- +goose Up\n"
            + "INSERT INTO a (t, n) VALUES ('${TOKEN}', nothing);\n");
    LockkeeperException unknown = Scene.failure(with(Map.of("TOKEN", SECRET)).build()::up);
    assertThat(unknown.place().orElseThrow().toString()).endsWith("2_b.sql:3:42");

    write("2_b.sql", "-- +goose ENVSUB ON\n-- +goose Up\nSELECT '${TOKEN}', '$QUOTE';\n");
    LockkeeperException open =
        Scene.failure(with(Map.of("TOKEN", SECRET, "QUOTE", "it's")).build()::up);
    assertThat(open.code()).isEqualTo(ErrorCode.SCRIPT_SYNTAX);
    assertThat(open.place().orElseThrow().toString()).endsWith("2_b.sql:3");
    assertThat(ledger()).doesNotContain(SECRET);
  }

  /** Runs one statement with a token, and gives what is heard and kept of it. */
  private String heard(String marks, String statement, String token) {
    write("2_b.sql", "-- +goose ENVSUB ON\n" + marks + "-- +goose Up\n" + statement + "\n");
    List<RunEvent> events = new ArrayList<>();
    Lockkeeper lockkeeper = with(Map.of("TOKEN", token)).listener(events::add).build();
    LockkeeperException failure = Scene.failure(lockkeeper::up);
    assertThat(failure.sqlState()).isPresent();
    assertThat(failure.getCause()).isNull();
    return failure.getMessage() + failure.hint() + failure.statement() + events + ledger();
  }

  @Test
  void leavesOutWhatTheServerCutsOrTakesApart() {
    write("1_a.sql", "-- +goose Up\nCREATE TABLE a (t text, n int NOT NULL);\n");
    scene.lockkeeper().up();
    String token = "0123456789abcdefghij".repeat(5).substring(0, 90);
    assertThat(heard("", "INSERT INTO a VALUES ('${TOKEN}', NULL);", token))
        .contains("null value in column ?")
        .doesNotContain("abcdef", "Failing row");
    assertThat(heard("", "INSERT INTO a VALUES (1, '${TOKEN}');", "O''Secret77"))
        .contains("invalid input syntax for type integer: ?")
        .doesNotContain("Secret77");
    assertThat(heard("", "CREATE ROLE zz${TOKEN};", "ab tailsecret"))
        .contains("unrecognized role option ?")
        .doesNotContain("tailsecret");
    assertThat(heard("", "SELECT * FROM ${TOKEN}();", "a, tailsecret"))
        .contains("function ?() does not exist")
        .doesNotContain("tailsecret");
    assertThat(heard("", "CREATE TABLE IF NOT EXISTS t_${TOKEN} (); SELECT 1 / 0;", token))
        .doesNotContain("abcdef");
    assertThat(
            heard(
                "-- +goose NO TRANSACTION\n", "REINDEX TABLE CONCURRENTLY ${TOKEN};", "a_" + token))
        .doesNotContain("abcdef");
    assertThat(
            heard(
                "",
                "ALTER TABLE a ADD CONSTRAINT u UNIQUE (t) DEFERRABLE INITIALLY DEFERRED;"
                    + " INSERT INTO a VALUES ('$TOKEN', 1), ('$TOKEN', 2);",
                token))
        .contains("at COMMIT: ERROR: duplicate key value")
        .doesNotContain("abcdef");
  }

  @Test
  void leavesOutTheValueOfASettingThatTheNextRunCannotMake() {
    String script =
        "-- +goose ENVSUB ON\n-- +goose NO TRANSACTION\n-- +goose Up\n"
            + "SET statement_timeout TO '${TOKEN}';\nCREATE INDEX CONCURRENTLY i ON a (n);\n";
    write("1_a.sql", script);
    Scene.failure(with(Map.of("TOKEN", "1234567")).build()::up);
    LockkeeperException failure = Scene.failure(with(Map.of("TOKEN", "o''tailsecret")).build()::up);
    assertThat(failure.sqlState()).contains("22023");
    assertThat(failure + ledger()).contains("invalid value for parameter ?");
    assertThat(failure + ledger()).doesNotContain("tailsecret");
    assertThat(failure.getCause().getCause()).isNull();
  }

  @Test
  void refusesWithoutThePieceOfAValueThatIsWrong() {
    for (String value : List.of("a\\tailsecret", "pg_advisory_unlock_tailsecret()")) {
      write("1_a.sql", "-- +goose ENVSUB ON\n-- +goose Up\nSELECT zz, ${TOKEN};\n");
      LockkeeperException refusal = Scene.failure(with(Map.of("TOKEN", value)).build()::up);
      assertThat(refusal.code().outcome()).isEqualTo(Outcome.INVALID);
      assertThat(refusal.getMessage()).doesNotContain("tailsecret");
    }
  }

  @Test
  void hidesValuesInWhatTheServerSaysMeanwhile() {
    write(
        "1_a.sql",
        "-- +goose ENVSUB ON\n-- +goose Up\n"
            + "DO 'BEGIN RAISE NOTICE ''heard ${TOKEN}''; END';\n");
    List<RunEvent> events = new ArrayList<>();
    with(Map.of("TOKEN", SECRET)).listener(events::add).build().up();
    assertThat(events)
        .filteredOn(RunEvent.Notice.class::isInstance)
        .extracting(event -> ((RunEvent.Notice) event).text())
        .anyMatch(text -> text.contains("heard ${TOKEN}"))
        .noneMatch(text -> text.contains(SECRET));
  }

  @Test
  void hidesValuesWhileAStatementIsUnderWay() {
    write("1_a.sql", "-- +goose Up\nCREATE TABLE go (n int);\n");
    write(
        "2_b.sql",
        "-- +goose ENVSUB ON\n-- +goose Up\nSELECT '${WORD}';\n"
            + "DO 'BEGIN WHILE NOT EXISTS (SELECT FROM go) LOOP PERFORM pg_sleep(0.02);"
            + " END LOOP; END';\n");
    Timing often =
        new Timing(
            Scene.QUICK.lockTimeout(),
            Scene.QUICK.lockBudget(),
            Scene.QUICK.retryPause(),
            Scene.QUICK.statementTimeout(),
            Scene.QUICK.connectTimeout(),
            Scene.QUICK.idleTimeout(),
            Duration.ofMillis(200));
    List<String> progress = new CopyOnWriteArrayList<>();
    ScriptVariables variables = ScriptVariables.of(Map.of("WORD", "running"));
    scene
        .builder(settings -> settings.timing(often).variables(variables))
        .listener(
            event -> {
              if (event instanceof RunEvent.Progress told) {
                progress.add(told.text());
                scene.execute("INSERT INTO go VALUES (1)");
              }
            })
        .build()
        .up();
    assertThat(progress).isNotEmpty().allMatch(text -> text.startsWith("${WORD} for "));
  }

  @Test
  void goesOnWithAHalfAppliedScript() {
    write(
        "1_a.sql",
        "-- +goose ENVSUB ON\n-- +goose NO TRANSACTION\n-- +goose Up\nCREATE TABLE a (n int);\n"
            + "INSERT INTO a VALUES (${N});\nCREATE INDEX CONCURRENTLY ${INDEX} ON a (m);\n");
    Lockkeeper lockkeeper = with(Map.of("N", "7", "INDEX", "a_index")).build();
    Scene.failure(lockkeeper::up);
    assertThat(scene.state()).containsExactly("1|partial|up|2|0");
    scene.execute("ALTER TABLE a ADD COLUMN m int");
    assertThat(lockkeeper.up().migrations()).hasSize(1);
    assertThat(scene.rows("SELECT n FROM a")).containsExactly("7");
    assertThat(scene.exists("a_index")).isTrue();
  }

  @Test
  void sendsMoreThanAHandfulOneByOne() {
    for (int i = 10; i < 25; i++) {
      write(
          i + "_a.sql",
          "-- +goose Up\n-- +goose ENVSUB ON\nCREATE TABLE ${PREFIX}_" + i + " ();\n");
    }
    assertThat(with(Map.of("PREFIX", "many")).build().up().migrations()).hasSize(15);
    assertThat(scene.exists("many_24")).isTrue();
    assertThat(ledger()).doesNotContain("many");
  }
}
