package dev.lockkeeper;

import static dev.lockkeeper.Scene.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Outcome;
import dev.lockkeeper.migration.JavaMigration;
import dev.lockkeeper.plan.DownRequest;
import dev.lockkeeper.run.RunEvent;
import java.io.StringReader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

class JavaMigrationIT {
  @TempDir Path path;
  private Scene scene;

  @BeforeEach
  void prepare() {
    scene = new Scene(path);
    scene.folder().pair("1", "create_t", "CREATE TABLE t (n int, s text);", "DROP TABLE t;");
  }

  /** What a test does to the connection. */
  @FunctionalInterface
  interface Work {
    void on(JavaMigration.Context context) throws Exception;
  }

  private record OneWay(String version, Work up) implements JavaMigration {
    @Override
    public String name() {
      return "from_java";
    }

    @Override
    public void up(Context context) throws Exception {
      up.on(context);
    }
  }

  private record BothWays(String version, Work up, Work down) implements JavaMigration.Reversible {
    @Override
    public String name() {
      return "from_java";
    }

    @Override
    public void up(Context context) throws Exception {
      up.on(context);
    }

    @Override
    public void down(Context context) throws Exception {
      down.on(context);
    }
  }

  private static Work sql(String... statements) {
    return context -> {
      try (Statement statement = context.connection().createStatement()) {
        for (String sql : statements) {
          statement.execute(sql);
        }
      }
    };
  }

  @Test
  @DisplayName("B11: up and down in Java, among SQL migrations")
  void goesUpAndDown() {
    scene
        .folder()
        .pair("3", "more", "ALTER TABLE t ADD COLUMN m int;", "ALTER TABLE t DROP COLUMN m;");
    Lockkeeper lockkeeper =
        scene.with(new BothWays("2", sql("INSERT INTO t VALUES (1), (2)"), sql("DELETE FROM t")));
    assertThat(lockkeeper.up().migrations())
        .extracting(done -> done.version() + " " + done.outcome())
        .containsExactly("1 applied", "2 applied", "3 applied");
    assertThat(scene.value("SELECT count(*) FROM t")).isEqualTo("2");
    assertThat(lockkeeper.up().outcome()).isEqualTo(Outcome.NOTHING_TO_DO);
    lockkeeper.down(new DownRequest.Steps(2));
    assertThat(scene.value("SELECT count(*) FROM t")).isEqualTo("0");
    assertThat(scene.state()).containsExactly("1|applied|up|0|0");
  }

  @Test
  void refusesToUndoWhatIsNotReversible() {
    Lockkeeper lockkeeper = scene.with(new OneWay("2", sql("INSERT INTO t VALUES (1)")));
    lockkeeper.up();
    assertThat(failure(() -> lockkeeper.down(new DownRequest.Steps(1))).code())
        .isEqualTo(ErrorCode.IRREVERSIBLE);
    assertThat(scene.value("SELECT count(*) FROM t")).isEqualTo("1");
  }

  @Test
  void anExceptionRollsEverythingBack() {
    LockkeeperException e =
        failure(
            scene.with(
                    new OneWay(
                        "2",
                        context -> {
                          sql("INSERT INTO t VALUES (1)").on(context);
                          throw new IllegalStateException("no more");
                        }))
                ::up);
    assertThat(e.code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
    assertThat(e.getMessage()).contains("OneWay").contains("IllegalStateException: no more");
    assertThat(e.databaseState().orElse("")).contains("rolled back");
    assertThat(scene.value("SELECT count(*) FROM t")).isEqualTo("0");
    assertThat(scene.events()).containsExactly("1|applied", "2|failed");
  }

  @Test
  void aServerErrorKeepsItsState() {
    LockkeeperException e = failure(scene.with(new OneWay("2", sql("SELECT 1/0")))::up);
    assertThat(e.sqlState()).contains("22012");
  }

  @Test
  void anErrorThatTheCodeSwallowedStillRollsBack() {
    LockkeeperException e =
        failure(
            scene.with(
                    new OneWay(
                        "2",
                        context -> {
                          sql("INSERT INTO t VALUES (1)").on(context);
                          assertThatThrownBy(() -> sql("SELECT 1/0").on(context))
                              .isInstanceOf(SQLException.class);
                        }))
                ::up);
    assertThat(e.sqlState()).contains("25P02");
    assertThat(scene.value("SELECT count(*) FROM t")).isEqualTo("0");
    assertThat(scene.state()).containsExactly("1|applied|up|0|0");
  }

  @Test
  void aClassThatCannotBeLinkedIsReportedLikeAnException() {
    LockkeeperException e =
        failure(
            scene.with(
                    new OneWay(
                        "2",
                        context -> {
                          throw new NoClassDefFoundError("com/example/Gone");
                        }))
                ::up);
    assertThat(e.code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
    assertThat(e.getMessage()).contains("com/example/Gone");
    assertThat(scene.value("SELECT outcome FROM lockkeeper.run ORDER BY started_at DESC LIMIT 1"))
        .isEqualTo("failed-clean");
  }

  @Test
  void theTransactionBelongsToLockkeeper() {
    List<String> refused = new ArrayList<>();
    Work tries =
        context -> {
          Connection connection = context.connection();
          List<Work> attempts =
              List.of(
                  c -> connection.commit(),
                  c -> connection.rollback(),
                  c -> connection.setAutoCommit(false),
                  c -> connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE),
                  c -> connection.close(),
                  c -> connection.abort(Runnable::run));
          for (Work attempt : attempts) {
            try {
              attempt.on(context);
            } catch (SQLException e) {
              refused.add(e.getSQLState());
            }
          }
          sql("INSERT INTO t VALUES (1)").on(context);
        };
    assertThat(scene.with(new OneWay("2", tries)).up().outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(refused).containsExactly("25000", "25000", "25000", "25000", "25000", "25000");
    assertThat(scene.value("SELECT count(*) FROM t")).isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"COMMIT", "ROLLBACK", "COMMIT; BEGIN", "ROLLBACK AND CHAIN"})
  @DisplayName("Transaction control as SQL text is caught before the ledger says that all is well")
  void transactionControlAsTextIsCaught(String control) {
    LockkeeperException e =
        failure(
            scene.with(new OneWay("2", sql("INSERT INTO t VALUES (1)", control, "SELECT 1")))::up);
    assertThat(e.code()).isEqualTo(ErrorCode.HALF_APPLIED);
    assertThat(e.getMessage()).contains("OneWay").contains("transaction");
    assertThat(e.databaseState().orElse("")).doesNotContain("nothing of it is in the database");
    assertThat(scene.state()).containsExactly("1|applied|up|0|0");
    assertThat(scene.events()).containsExactly("1|applied", "2|failed");
    assertThat(scene.value("SELECT outcome FROM lockkeeper.run ORDER BY started_at DESC LIMIT 1"))
        .isEqualTo("failed-partial");
  }

  @Test
  void savepointsAndResetsAsTextAreInOrder() {
    Work work =
        sql(
            "SAVEPOINT a",
            "INSERT INTO t VALUES (1)",
            "ROLLBACK TO SAVEPOINT a",
            "INSERT INTO t VALUES (2)",
            "RESET ALL",
            "SET search_path TO nowhere");
    assertThat(scene.with(new OneWay("2", work)).up().outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(scene.rows("SELECT n FROM t")).containsExactly("2");
  }

  @Test
  @DisplayName("C22: a batch of 5,000 rows, with progress")
  void writesRowsInBatches() {
    List<String> told = new ArrayList<>();
    Work fill =
        context -> {
          long changed =
              context.batch(
                  "INSERT INTO t VALUES (?, ?)",
                  IntStream.range(0, 5000).<List<?>>mapToObj(i -> List.of(i, "row " + i))
                      ::iterator);
          assertThat(changed).isEqualTo(5000);
          context.progress("done");
        };
    scene
        .builder()
        .javaMigrations(List.of(new OneWay("2", fill)))
        .listener(
            event -> {
              if (event instanceof RunEvent.Notice notice) {
                told.add(notice.text());
              }
            })
        .build()
        .up();
    assertThat(scene.value("SELECT count(DISTINCT n), max(s) FROM t")).isEqualTo("5000|row 999");
    assertThat(told).contains("1000 rows", "5000 rows", "done");
  }

  @Test
  void aFailureInTheMiddleOfABatchRollsEverythingBack() {
    scene.execute("CREATE TABLE u (n int PRIMARY KEY)");
    Work fill =
        context ->
            context.batch(
                "INSERT INTO u VALUES (?)",
                IntStream.range(0, 2500).<List<?>>mapToObj(i -> List.of(i % 1700))::iterator);
    LockkeeperException e =
        failure(
            () ->
                scene
                    .with(new OneWay("2", fill))
                    .up(dev.lockkeeper.plan.UpRequest.PRE.allowingExistingTables()));
    assertThat(e.sqlState()).contains("23505");
    assertThat(scene.value("SELECT count(*) FROM u")).isEqualTo("0");
  }

  @Test
  void copiesThroughTheDriver() {
    Work copy =
        context ->
            context
                .connection()
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY t FROM STDIN", new StringReader("1\tone\n2\ttwo\n"));
    scene.with(new OneWay("2", copy)).up();
    assertThat(scene.rows("SELECT n, s FROM t ORDER BY n")).containsExactly("1|one", "2|two");
  }

  @Test
  void startsWithACleanSession() {
    scene
        .folder()
        .file(
            "2_hostile.up.sql",
            "SET search_path TO nowhere; CREATE TEMP TABLE x (); SET ROLE pg_monitor;");
    List<String> seen = new ArrayList<>();
    Work look =
        context -> {
          try (Statement statement = context.connection().createStatement();
              ResultSet row =
                  statement.executeQuery(
                      "SELECT current_setting('search_path'), current_user, to_regclass('pg_temp.x')"
                          + " IS NULL")) {
            row.next();
            seen.addAll(List.of(row.getString(1), row.getString(2), row.getString(3)));
          }
        };
    scene.with(new OneWay("3", look)).up();
    assertThat(seen).containsExactly("\"$user\", public", "postgres", "t");
  }

  @Test
  void waitsForATableNoLongerThanTheLockTimeout() throws SQLException {
    scene.with().up();
    try (Connection other = scene.connect();
        Statement holder = other.createStatement()) {
      holder.execute("BEGIN; LOCK TABLE t");
      LockkeeperException e =
          failure(scene.with(new OneWay("2", sql("ALTER TABLE t ADD COLUMN x int")))::up);
      assertThat(e.sqlState()).contains("55P03");
      holder.execute("ROLLBACK");
    }
  }
}
