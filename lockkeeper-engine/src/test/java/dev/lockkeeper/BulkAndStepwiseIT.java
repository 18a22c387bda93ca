package dev.lockkeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Outcome;
import dev.lockkeeper.plan.UpRequest;
import dev.lockkeeper.run.RunEvent;
import dev.lockkeeper.run.RunReport;
import dev.lockkeeper.settings.Timing;
import dev.lockkeeper.testing.MigrationFolder;
import dev.lockkeeper.testing.TempPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;

/** The same migrations in bulk and statement by statement end in the same place. */
class BulkAndStepwiseIT {
  private static final int MIGRATIONS = 30;
  private static final Timing SHORT = Scene.QUICK.withLockBudget(Duration.ofMillis(300));

  @TempDir Path path;

  /** What is left in a database after a run, without times and ids. */
  private record End(
      Outcome outcome,
      List<String> report,
      List<String> failure,
      List<String> state,
      List<String> events,
      List<String> schema) {}

  private static String file(int number) {
    return "%014d_create_t_%05d.up.sql".formatted(20260101000000L + number, number);
  }

  private End run(boolean bulk, Consumer<MigrationFolder> plant, String hold) throws SQLException {
    Path folder = path.resolve("m");
    Scene scene = new Scene(folder);
    scene.folder().tables(1, MIGRATIONS);
    plant.accept(scene.folder());
    scene.execute(
        "CREATE SCHEMA app",
        "CREATE TABLE app.old (id int PRIMARY KEY)",
        "INSERT INTO app.old VALUES (1)");
    List<Boolean> statements = new ArrayList<>();
    LockkeeperBuilder builder =
        scene
            .builder(settings -> settings.timing(SHORT))
            .listener(
                event -> {
                  if (event instanceof RunEvent.StatementFinished) {
                    statements.add(true);
                  }
                });
    if (!bulk) {
      PGSimpleDataSource source = new PGSimpleDataSource();
      source.setUrl(TempPostgres.shared().jdbcUrl(scene.database()));
      builder.dataSource(source);
    }
    try (Connection other = scene.connect();
        Statement holder = other.createStatement()) {
      if (!hold.isEmpty()) {
        holder.execute("BEGIN; " + hold);
      }
      End end = end(builder.build(), scene);
      if (!end.report().isEmpty()) {
        assertThat(statements.size() < 2 * end.report().size()).as("sent in bulk").isEqualTo(bulk);
      }
      return end;
    }
  }

  private static End end(Lockkeeper lockkeeper, Scene scene) {
    Outcome outcome;
    List<String> report = List.of();
    List<String> failure = List.of();
    try {
      RunReport ran = lockkeeper.up(UpRequest.PRE.allowingExistingTables());
      outcome = ran.outcome();
      report =
          ran.migrations().stream()
              .map(m -> m.version() + " " + m.outcome() + " " + m.statements())
              .toList();
    } catch (LockkeeperException e) {
      outcome = e.code().outcome();
      report =
          scene.rows(
              "SELECT version || ' ' || kind || ' ' || statements FROM lockkeeper.event WHERE kind ="
                  + " 'applied' ORDER BY id");
      failure =
          List.of(
              e.code().id(),
              e.getMessage()
                  .replaceAll("pid \\d+", "pid")
                  .replaceAll("tried \\d+ times|tried once|open for [\\d.]+ (ms|s|min \\d+ s)", ""),
              String.valueOf(e.place().orElse(null)),
              e.statement().orElse(""),
              e.sqlState().orElse(""),
              e.databaseState().orElse(""),
              e.hint().orElse(""));
    }
    return new End(
        outcome,
        report,
        failure,
        scene.rows(
            "SELECT version, name, phase, kind, batch, checksum, canonical_checksum, direction,"
                + " statements_done, statement_in_flight FROM lockkeeper.migration ORDER BY"
                + " sequence"),
        scene.rows(
            "SELECT kind, version, name, direction, batch, statements, checksum, sql_state FROM"
                + " lockkeeper.event ORDER BY id"),
        scene.rows(
            "SELECT table_schema, table_name, column_name, data_type FROM"
                + " information_schema.columns WHERE table_schema IN ('public', 'app') ORDER BY 1,"
                + " 2, ordinal_position"));
  }

  private End both(Consumer<MigrationFolder> plant, String hold) throws SQLException {
    End stepwise = run(false, plant, hold);
    End bulk = run(true, plant, hold);
    assertThat(bulk).isEqualTo(stepwise);
    return bulk;
  }

  @Test
  @DisplayName("B19: up applies all pending as one batch, whichever way they are sent")
  void withoutAFailure() throws SQLException {
    End end = both(folder -> {}, "");
    assertThat(end.outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(end.state()).hasSize(MIGRATIONS);
    assertThat(end.schema()).hasSize(2 * MIGRATIONS + 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "15 | 42601 | SELEC 1",
        "1  | 42601 | CREATE TABLE x (id int); SELEC 1",
        "30 | 42601 | SELEC 1",
        "15 | 23505 | CREATE TABLE x (id int PRIMARY KEY); INSERT INTO x VALUES (1), (1)",
        "1  | 23505 | CREATE TABLE x (id int PRIMARY KEY); INSERT INTO x VALUES (1), (1)",
        "30 | 23505 | CREATE TABLE x (id int PRIMARY KEY); INSERT INTO x VALUES (1), (1)",
        "15 | 23505 | CREATE TABLE x (id int UNIQUE DEFERRABLE INITIALLY DEFERRED);"
            + " INSERT INTO x VALUES (1), (1)",
        "1  | 23505 | CREATE TABLE x (id int UNIQUE DEFERRABLE INITIALLY DEFERRED);"
            + " INSERT INTO x VALUES (1), (1)",
        "30 | 23505 | CREATE TABLE x (id int UNIQUE DEFERRABLE INITIALLY DEFERRED);"
            + " INSERT INTO x VALUES (1), (1)",
        "15 | 42P07 | CREATE TABLE t_00003 (id int)",
      })
  void withAPlantedFailure(int number, String sqlState, String sql) throws SQLException {
    End end = both(folder -> folder.file(file(number), sql + ";\n"), "");
    assertThat(end.outcome()).isEqualTo(Outcome.FAILED_CLEAN);
    assertThat(end.failure()).contains(sqlState);
    assertThat(end.failure().get(1)).contains(file(number));
    assertThat(end.state()).hasSize(number - 1);
    assertThat(end.events()).hasSize(number);
    assertThat(end.schema()).hasSize(2 * (number - 1) + 1);
  }

  @Test
  @DisplayName("A table that another session keeps: 55P03")
  void withALockThatIsNotGiven() throws SQLException {
    End end =
        both(
            folder -> folder.file(file(15), "ALTER TABLE app.old ADD COLUMN more int;\n"),
            "LOCK TABLE app.old IN ACCESS SHARE MODE");
    assertThat(end.failure().get(0)).isEqualTo("lock-timeout");
    assertThat(end.failure()).contains("55P03");
    assertThat(end.failure().get(1)).contains("held by pid");
    assertThat(end.state()).hasSize(14);
  }

  @Test
  void theMendedFileAndTheRestRunNextTime() {
    Path folder = path.resolve("m");
    Scene scene = new Scene(folder);
    scene
        .folder()
        .tables(1, 60)
        .file(file(25), "CREATE TABLE x (id int PRIMARY KEY); INSERT INTO x VALUES (1), (1);");
    Scene.failure(scene.lockkeeper()::up);
    assertThat(scene.state()).hasSize(24);
    scene.folder().tables(25, 1);
    assertThat(scene.lockkeeper().up().migrations()).hasSize(36);
    assertThat(scene.lockkeeper().verify().findings()).isEmpty();
  }

  @Test
  @DisplayName("A file that changes while the message before it runs is refused, not sent")
  void aFileThatChangesDuringTheRun() {
    Scene scene = new Scene(path.resolve("m"));
    scene.folder().tables(1, 120);
    Lockkeeper lockkeeper =
        scene.watched(
            event -> {
              if (event instanceof RunEvent.Started) {
                scene.folder().file(file(70), "CREATE TABLE other (id int);");
              }
            });
    LockkeeperException failure = Scene.failure(lockkeeper::up);
    assertThat(failure.code()).isEqualTo(ErrorCode.FILE_MOVED);
    assertThat(failure.getMessage()).contains(file(70));
    assertThat(scene.state()).hasSize(50);
    assertThat(scene.lockkeeper().up().migrations()).hasSize(70);
    assertThat(scene.rows("SELECT count(*) FROM pg_tables WHERE tablename = 'other'"))
        .containsExactly("1");
  }
}
