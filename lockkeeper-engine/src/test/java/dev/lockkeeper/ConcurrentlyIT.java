package dev.lockkeeper;

import static dev.lockkeeper.Scene.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Outcome;
import dev.lockkeeper.run.RunEvent;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CREATE INDEX, REINDEX and DETACH PARTITION … CONCURRENTLY, and what they leave behind. */
class ConcurrentlyIT {
  private static final String INVALID =
      "SELECT indexrelid::regclass FROM pg_index WHERE NOT indisvalid";

  @TempDir Path path;
  private Scene scene;

  @BeforeEach
  void prepare() {
    scene = new Scene(path);
    scene
        .folder()
        .file("1_t.up.sql", "CREATE TABLE t (n int); INSERT INTO t VALUES (1), (1), (2);");
    scene.lockkeeper().up();
  }

  @ParameterizedTest
  @CsvSource({
    "CREATE UNIQUE INDEX CONCURRENTLY t_n ON t (n)",
    "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS t_n ON t (n)",
    "CREATE UNIQUE INDEX CONCURRENTLY ON t (n)",
    "CREATE UNIQUE INDEX CONCURRENTLY \"T n\" ON public.t (n)",
  })
  void aFailedBuildLeavesNoInvalidIndexAndRunsAgain(String create) {
    scene.folder().file("2_index.up.sql", create + ";");
    LockkeeperException e = failure(scene.lockkeeper()::up);
    assertThat(e.sqlState()).contains("23505");
    assertThat(scene.rows(INVALID)).isEmpty();
    assertThat(scene.state()).containsExactly("1|applied|up|0|0");
    scene.execute("DELETE FROM t WHERE n = 1");
    assertThat(scene.lockkeeper().up().outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(
            scene.value(
                "SELECT count(*) FROM pg_index WHERE indrelid = 't'::regclass AND"
                    + " indisvalid AND indisunique"))
        .isEqualTo("1");
    assertThat(scene.lockkeeper().verify().findings()).isEmpty();
  }

  private void leaveAnInvalidIndex() {
    try (Connection connection = scene.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE UNIQUE INDEX CONCURRENTLY t_n ON t (n)");
    } catch (SQLException e) {
      assertThat(e.getSQLState()).isEqualTo("23505");
    }
    assertThat(scene.rows(INVALID)).containsExactly("t_n");
    scene.execute("DELETE FROM t WHERE n = 1");
  }

  @ParameterizedTest
  @CsvSource({"'IF NOT EXISTS '", "''"})
  void anInvalidIndexFromBeforeIsNoIndex(String condition) {
    leaveAnInvalidIndex();
    scene
        .folder()
        .file("2_index.up.sql", "CREATE UNIQUE INDEX CONCURRENTLY " + condition + "t_n ON t (n);");
    scene.lockkeeper().up();
    assertThat(scene.value("SELECT indisvalid FROM pg_index WHERE indexrelid = 't_n'::regclass"))
        .isEqualTo("t");
  }

  @ParameterizedTest
  @CsvSource({"SELECT * FROM t", "ANALYZE t"})
  void anInvalidIndexOfATableInUseIsNoIndexEither(String use) throws SQLException {
    leaveAnInvalidIndex();
    scene.folder().file("2_index.up.sql", "CREATE UNIQUE INDEX CONCURRENTLY t_n ON t (n);");
    try (Connection other = scene.connect();
        Statement reader = other.createStatement()) {
      reader.execute("BEGIN; " + use);
      Lockkeeper lockkeeper =
          scene.watched(
              event -> {
                if (event instanceof RunEvent.Notice notice && notice.text().contains("dropping")) {
                  finish(reader, "COMMIT");
                }
              });
      assertThat(lockkeeper.up().outcome()).isEqualTo(Outcome.SUCCEEDED);
    }
    assertThat(scene.rows(INVALID)).isEmpty();
  }

  private static void finish(Statement session, String sql) {
    try {
      session.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aValidIndexOfTheNameIsLeftAlone() {
    scene.execute("CREATE INDEX t_n ON t ((n + 1))");
    scene.folder().file("2_index.up.sql", "CREATE INDEX CONCURRENTLY t_n ON t (n);");
    assertThat(failure(scene.lockkeeper()::up).sqlState()).contains("42P07");
    assertThat(scene.value("SELECT pg_get_indexdef('t_n'::regclass)")).contains("(n + 1)");
  }

  @Test
  void aFailedReindexLeavesNoCopy() {
    leaveAnInvalidIndex();
    scene.execute("DROP INDEX t_n", "CREATE INDEX t_m ON t (n)");
    // The build of the unique copy fails: its rows became equal behind the index's back.
    scene.execute(
        "CREATE FUNCTION f(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1'",
        "CREATE UNIQUE INDEX t_f ON t (f(n))",
        "INSERT INTO t VALUES (5), (6)",
        "CREATE OR REPLACE FUNCTION f(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1'");
    scene.folder().file("2_reindex.up.sql", "REINDEX INDEX CONCURRENTLY t_f;");
    assertThat(failure(scene.lockkeeper()::up).sqlState()).contains("23505");
    assertThat(scene.rows(INVALID)).isEmpty();
    assertThat(scene.state()).containsExactly("1|applied|up|0|0");
    scene.execute(
        "CREATE OR REPLACE FUNCTION f(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1'");
    assertThat(scene.lockkeeper().up().outcome()).isEqualTo(Outcome.SUCCEEDED);
  }

  @Test
  void aFailedReindexLeavesTheCopiesOfOtherTablesAlone() throws SQLException {
    scene.execute("CREATE TABLE others (n int)", "INSERT INTO others VALUES (1), (1)");
    try (Connection connection = scene.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE UNIQUE INDEX CONCURRENTLY others_n_ccnew ON others (n)");
    } catch (SQLException e) {
      assertThat(e.getSQLState()).isEqualTo("23505");
    }
    scene.folder().file("2_reindex.up.sql", "REINDEX INDEX CONCURRENTLY none;");
    failure(scene.lockkeeper()::up);
    assertThat(scene.rows(INVALID)).containsExactly("others_n_ccnew");
  }

  private void partitions() {
    scene
        .folder()
        .file(
            "2_parts.up.sql",
            "CREATE TABLE p (n int) PARTITION BY RANGE (n); CREATE TABLE p1 PARTITION OF p FOR"
                + " VALUES FROM (0) TO (10); CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10)"
                + " TO (20);");
    scene.lockkeeper().up();
    scene.folder().file("3_detach.up.sql", "ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY;");
  }

  private List<String> attached() {
    return scene.rows(
        "SELECT inhrelid::regclass, inhdetachpending FROM pg_inherits WHERE inhparent ="
            + " 'p'::regclass ORDER BY 1");
  }

  @Test
  void aDetachThatWasInterruptedIsFinishedByTheNextRun() throws SQLException {
    partitions();
    try (Connection old = scene.connect();
        Statement reader = old.createStatement()) {
      reader.execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT * FROM p");
      LockkeeperException e =
          failure(
              scene.lockkeeper(
                      settings ->
                          settings.timing(Scene.QUICK.withStatementTimeout(Duration.ofMillis(500))))
                  ::up);
      assertThat(e.sqlState()).contains("57014");
      assertThat(attached()).containsExactly("p1|t", "p2|f");
      reader.execute("COMMIT");
    }
    assertThat(scene.lockkeeper().up().outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(attached()).containsExactly("p2|f");
    assertThat(scene.state()).contains("3|applied|up|0|0");
  }

  @Test
  void aDetachThatWasPendingBeforeIsFinished() throws SQLException {
    partitions();
    try (Connection old = scene.connect();
        Statement reader = old.createStatement();
        Connection dba = scene.connect();
        Statement detach = dba.createStatement()) {
      reader.execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT * FROM p");
      detach.execute("SET statement_timeout TO 300");
      try {
        detach.execute("ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY");
      } catch (SQLException e) {
        assertThat(e.getSQLState()).isEqualTo("57014");
      }
      reader.execute("COMMIT");
    }
    assertThat(attached()).containsExactly("p1|t", "p2|f");
    assertThat(scene.lockkeeper().up().outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(attached()).containsExactly("p2|f");
  }

  private void await(String condition) throws InterruptedException {
    for (int tries = 0; tries < 200; tries++) {
      if (scene.value("SELECT " + condition).equals("t")) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    throw new AssertionError("never: " + condition);
  }

  @Test
  void anInvalidIndexThatSomebodyBuildsIsNotTakenForApplied() throws Exception {
    scene.folder().file("2_index.up.sql", "CREATE INDEX CONCURRENTLY t_n ON t (n);");
    try (Connection one = scene.connect();
        Connection two = scene.connect();
        Statement reader = one.createStatement();
        Statement builder = two.createStatement()) {
      reader.execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT * FROM t");
      CompletableFuture<LockkeeperException> run =
          CompletableFuture.supplyAsync(() -> failure(scene.lockkeeper()::up));
      await("EXISTS (SELECT FROM pg_stat_progress_create_index WHERE phase LIKE '%snapshots')");
      scene.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_progress_create_index");
      assertThat(run.get(30, TimeUnit.SECONDS).code().outcome()).isEqualTo(Outcome.UNREACHABLE);
      assertThat(scene.state()).contains("2|partial|up|0|1");
      CompletableFuture<Void> rebuilt =
          CompletableFuture.runAsync(() -> finish(builder, "REINDEX INDEX CONCURRENTLY t_n"));
      await("EXISTS (SELECT FROM pg_stat_progress_create_index WHERE phase LIKE '%snapshots')");

      try {
        assertThat(failure(scene.lockkeeper()::up).code()).isEqualTo(ErrorCode.HALF_APPLIED);
      } finally {
        finish(reader, "COMMIT");
        rebuilt.get(30, TimeUnit.SECONDS);
      }
    }
    assertThat(scene.lockkeeper().up().outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(scene.rows(INVALID)).isEmpty();
    assertThat(scene.state()).contains("2|applied|up|0|0");
  }
}
