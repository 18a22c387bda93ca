package dev.lockkeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.foreign.Lineage;
import dev.lockkeeper.guarded.GuardRequest;
import dev.lockkeeper.guarded.GuardedEnd;
import dev.lockkeeper.migration.Version;
import dev.lockkeeper.plan.DownRequest;
import dev.lockkeeper.plan.UpRequest;
import dev.lockkeeper.settings.ScriptVariables;
import dev.lockkeeper.testing.TempPostgres;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Databases whose encoding does not have every character. */
class EncodingIT {
  private static final String JAPAN = "\u65e5\u672c";

  @TempDir Path directory;
  private Scene scene;
  private String database = "";

  @BeforeEach
  void prepare() {
    scene = new Scene(directory);
    write("1_a.up.sql", "CREATE TABLE a (t text);\n");
    write("1_a.down.sql", "DROP TABLE a;\n");
  }

  private void write(String name, String text) {
    scene.folder().file(name, text);
  }

  private LockkeeperBuilder in(String encoding) {
    return in(encoding, "test");
  }

  private LockkeeperBuilder in(String encoding, String project) {
    if (database.isEmpty()) {
      database = scene.database() + "_" + encoding.toLowerCase(Locale.ROOT);
      scene.execute(
          "CREATE DATABASE "
              + database
              + " TEMPLATE template0 ENCODING '"
              + encoding
              + "' LOCALE 'C'");
    }
    return scene
        .builder(
            settings ->
                settings.project(project).variables(ScriptVariables.of(Map.of("LAND", JAPAN))))
        .address(TempPostgres.shared().address(database));
  }

  private static GuardRequest command(String... words) {
    return new GuardRequest(
        "run", List.of(words), Optional.empty(), Optional.empty(), Lineage.UNKNOWN, "", false);
  }

  private List<String> rows(String query) {
    return Scene.rows(database, query);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2_b.up.sql     | INSERT INTO a VALUES ('über'),\\n  ('@');       | 2_b.up.sql:2:5: the script has",
        "2_b.up.sql     | CREATE INDEX CONCURRENTLY i ON a (t); -- @      | 2_b.up.sql:1:42: the script has",
        "2_@.up.sql     | CREATE TABLE b ();                              | 2_@.up.sql: the name of the migration has"
      })
  void refusesBeforeAnythingRunsWhatTheDatabaseCannotHold(String file, String text, String said) {
    write(file.replace("@", JAPAN), text.replace("\\n", "\n").replace("@", JAPAN));
    Lockkeeper lockkeeper = in("LATIN1").build();
    LockkeeperException refusal = Scene.failure(lockkeeper::up);
    assertThat(refusal.code()).isEqualTo(ErrorCode.ENCODING);
    assertThat(refusal)
        .hasMessageContaining(said.replace("@", JAPAN) + " the character \u65e5 (U+65E5)")
        .hasMessageContaining("LATIN1");
    assertThat(refusal.databaseState()).contains("Nothing was changed.");
    assertThat(refusal.hint().orElseThrow()).contains("ENCODING 'UTF8'");
    assertThat(rows("SELECT to_regclass('a'), to_regnamespace('lockkeeper')"))
        .containsExactly("null|null");
    assertThat(lockkeeper.plan(UpRequest.PRE).problems())
        .extracting(problem -> problem.code())
        .containsExactly(ErrorCode.ENCODING);
    assertThat(lockkeeper.overview().migrations()).hasSize(2);
  }

  @Test
  void refusesTheWayBackAndTheValueOfAVariableAsWell() {
    Lockkeeper lockkeeper = in("LATIN1").build();
    lockkeeper.up();
    write("1_a.down.sql", "DROP TABLE a; -- " + JAPAN);
    assertThat(Scene.failure(() -> lockkeeper.down(new DownRequest.All())).code())
        .isEqualTo(ErrorCode.ENCODING);
    assertThat(rows("SELECT to_regclass('a')")).containsExactly("a");

    scene.folder().delete("1_a.up.sql");
    scene.folder().delete("1_a.down.sql");
    write("1_a.sql", "-- +goose Up\n-- +goose ENVSUB ON\nINSERT INTO a VALUES ('${LAND}');\n");
    LockkeeperException refusal = Scene.failure(() -> in("LATIN1", "goose").build().up());
    assertThat(refusal)
        .hasMessageContaining("1_a.sql:3:24: the value of a variable has a character")
        .hasMessageNotContaining(JAPAN);
  }

  @Test
  void keepsWhatTheEncodingHas() {
    write("2_\u00fcber.up.sql", "INSERT INTO a VALUES ('\u00fc'); -- \u00e9\n");
    in("LATIN1").build().up();
    assertThat(rows("SELECT t FROM a")).containsExactly("\u00fc");
    assertThat(rows("SELECT name FROM lockkeeper.migration WHERE version = '2'"))
        .containsExactly("\u00fcber");
  }

  @Test
  void recordsOfARunWhatTheEncodingHas() {
    Lockkeeper lockkeeper = in("LATIN1").build();
    lockkeeper.mark(Set.of(Version.of("1")), true, "as in " + JAPAN);
    lockkeeper.guard(
        command("echo", JAPAN + "\u00fc"), run -> new GuardedEnd(true, Optional.empty()));
    LockkeeperException failed =
        LockkeeperException.because(ErrorCode.CHILD_FAILED, JAPAN + " has failed").build();
    assertThat(
            Scene.failure(
                    () ->
                        lockkeeper
                            .guard(command("x"), run -> new GuardedEnd(true, Optional.of(failed)))
                            .run())
                .code())
        .isEqualTo(ErrorCode.CHILD_FAILED);
    assertThat(
            rows(
                "SELECT action, outcome, command, reason, error_message FROM lockkeeper.run ORDER"
                    + " BY started_at"))
        .containsExactly(
            "mark|succeeded|null|as in ??|null",
            "run|succeeded|echo ??\u00fc|null|null",
            "run|failed-clean|x|null|?? has failed");
  }

  @Test
  void refusesAProjectThatTheLedgerCannotName() {
    LockkeeperException refusal = Scene.failure(() -> in("LATIN1", JAPAN).build().up());
    assertThat(refusal.code()).isEqualTo(ErrorCode.ENCODING);
    assertThat(refusal).hasMessageContaining("the project's name").hasMessageContaining("LATIN1");
  }

  @Test
  void leavesToTheServerWhatEncodingsOfSeveralBytesHave() {
    write("2_b.up.sql", "INSERT INTO a VALUES ('" + JAPAN + "');\n");
    Lockkeeper lockkeeper = in("EUC_JP").build();
    lockkeeper.up();
    assertThat(rows("SELECT t FROM a")).containsExactly(JAPAN);
    write("3_c.up.sql", "INSERT INTO a VALUES ('\ud83d\ude00');\n");
    LockkeeperException failure = Scene.failure(lockkeeper::up);
    assertThat(failure.code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
    assertThat(failure.hint().orElseThrow()).contains("encoding");
    assertThat(rows("SELECT count(*) FROM a")).containsExactly("1");
  }

  @Test
  void keepsEveryCharacterWhereTheDatabaseKeepsBytes() {
    write("2_" + JAPAN + ".up.sql", "INSERT INTO a VALUES ('" + JAPAN + "'); -- \u00fc\n");
    write("2_" + JAPAN + ".down.sql", "DELETE FROM a; -- " + JAPAN + "\n");
    Lockkeeper lockkeeper = in("SQL_ASCII", JAPAN).build();
    assertThat(lockkeeper.up().migrations()).hasSize(2);
    assertThat(lockkeeper.up().migrations()).isEmpty();
    assertThat(rows("SELECT t, octet_length(t) FROM a")).containsExactly(JAPAN + "|6");
    assertThat(rows("SELECT project, name FROM lockkeeper.migration WHERE version = '2'"))
        .containsExactly(JAPAN + "|" + JAPAN);
    assertThat(lockkeeper.down(new DownRequest.All()).migrations()).hasSize(2);
    lockkeeper.guard(command("echo", JAPAN), run -> new GuardedEnd(true, Optional.empty()));
    assertThat(rows("SELECT command FROM lockkeeper.run WHERE action = 'run'"))
        .containsExactly("echo " + JAPAN);
  }
}
