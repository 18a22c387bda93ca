package dev.lockkeeper;

import static dev.lockkeeper.Scene.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Outcome;
import dev.lockkeeper.plan.DownRequest;
import dev.lockkeeper.testing.TempPostgres;
import dev.lockkeeper.testing.TinyPool;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** Embedded in an application: its data source, the extended query protocol. */
class DataSourceIT {
  @TempDir Path path;
  private Scene scene;
  private TinyPool pool;

  @BeforeEach
  void prepare() {
    scene = new Scene(path);
    pool = new TinyPool(TempPostgres.shared().jdbcUrl(scene.database()));
    scene.folder().pair("1", "t", "CREATE TABLE t (n int, s text);", "DROP TABLE t;");
  }

  private Lockkeeper pooled() {
    return scene.builder().dataSource(pool).build();
  }

  @Test
  void worksThroughThePlainDataSource() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(TempPostgres.shared().jdbcUrl(scene.database()));
    Lockkeeper lockkeeper = scene.builder().dataSource(source).build();
    scene.folder().tables(1, 25).file("2_copy.up.sql", "COPY t FROM STDIN;\n1\tone\n2\ttwo\n\\.\n");
    assertThat(lockkeeper.up().migrations()).hasSize(27);
    assertThat(scene.rows("SELECT n, s FROM t ORDER BY n")).containsExactly("1|one", "2|two");
    assertThat(lockkeeper.up().outcome()).isEqualTo(Outcome.NOTHING_TO_DO);
    assertThat(lockkeeper.status()).hasSize(27);
    assertThat(lockkeeper.verify().findings()).isEmpty();
    scene.folder().delete("2_copy.up.sql");
    scene.execute("DELETE FROM lockkeeper.migration WHERE version = '2'");
    assertThat(lockkeeper.down(new DownRequest.All()).migrations()).hasSize(26);
  }

  @Test
  @DisplayName("B26: nothing goes back to the pool: neither the lock nor a setting")
  void endsItsPhysicalConnections() throws SQLException {
    int before;
    try (Connection first = pool.getConnection();
        Statement statement = first.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
      row.next();
      before = row.getInt(1);
    }
    scene
        .folder()
        .file(
            "2_set.up.sql",
            "SET search_path TO nowhere; SET ROLE pg_monitor; CREATE TEMP TABLE x ();");
    pooled().up();
    assertThat(sessionsOf(before)).isEmpty();
    assertThat(scene.rows("SELECT pid FROM pg_locks WHERE locktype = 'advisory'")).isEmpty();
    try (Connection next = pool.getConnection();
        Statement statement = next.createStatement()) {
      List<String> seen = new ArrayList<>();
      for (String name : List.of("search_path", "role", "lock_timeout", "idle_session_timeout")) {
        try (ResultSet row = statement.executeQuery("SHOW " + name)) {
          row.next();
          seen.add(row.getString(1));
        }
      }
      assertThat(seen).containsExactly("\"$user\", public", "none", "0", "0");
    }
  }

  private List<String> sessionsOf(int pid) {
    for (int i = 0; i < 100; i++) {
      List<String> found = scene.rows("SELECT pid FROM pg_stat_activity WHERE pid = " + pid);
      if (found.isEmpty()) {
        return found;
      }
      scene.execute("SELECT pg_sleep(0.05)");
    }
    return List.of("still there");
  }

  @Test
  void endsItsConnectionAfterAFailureAndAfterReading() throws SQLException {
    scene.folder().file("2_bad.up.sql", "SELECT 1/0;");
    failure(pooled()::up);
    pooled().status();
    pooled().history(5);
    assertThat(scene.rows("SELECT pid FROM pg_locks WHERE locktype = 'advisory'")).isEmpty();
    int opened = pool.opened();
    pool.getConnection().close();
    assertThat(pool.opened()).isEqualTo(opened + 1);
  }

  @Test
  void namesThePlaceOfAnError() {
    scene
        .folder()
        .file(
            "2_bad.up.sql",
            "-- first\nSELECT 'größe 😀';\n  SELECT 1,\n    '😀', nonsense;\nSELECT 2;\n");
    LockkeeperException pooledFailure = failure(pooled()::up);
    assertThat(pooledFailure.place().orElseThrow()).hasToString(path + "/2_bad.up.sql:4:10");
    LockkeeperException plainFailure = failure(scene.lockkeeper()::up);
    assertThat(plainFailure.place()).isEqualTo(pooledFailure.place());
  }

  @Test
  void aQueryRunsToItsEndEvenIfNobodyReadsItsRows() {
    scene
        .folder()
        .file(
            "2_call.up.sql",
            "CREATE FUNCTION put(i int) RETURNS int LANGUAGE sql VOLATILE AS 'INSERT INTO t VALUES"
                + " ($1) RETURNING n';\nSELECT put(i) FROM generate_series(1, 500) AS i;\n");
    pooled().up();
    assertThat(scene.value("SELECT count(*) FROM t")).isEqualTo("500");
  }

  @Test
  void sendsStatementsThatRefuseATransaction() {
    scene
        .folder()
        .file(
            "2_mixed.up.sql",
            "INSERT INTO t VALUES (1); CREATE INDEX CONCURRENTLY t_n ON t (n); VACUUM t; ALTER TABLE"
                + " t ADD COLUMN m int;");
    pooled().up();
    assertThat(scene.state()).contains("2|applied|up|0|0");
    assertThat(scene.exists("t_n")).isTrue();
  }

  @Test
  void sendsOperatorsWithQuestionMarks() {
    scene.folder().file("2_json.up.sql", "INSERT INTO t SELECT 1 WHERE '{\"a\":1}'::jsonb ? 'a';");
    pooled().up();
    assertThat(scene.value("SELECT count(*) FROM t")).isEqualTo("1");
  }

  @Test
  void aFolderThatCannotBeReadLeavesNoSession() throws InterruptedException {
    scene.folder().file("2_empty.up.sql", "");
    assertThat(failure(pooled()::up).code()).isEqualTo(ErrorCode.FILE_EMPTY);
    String sessions =
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <>"
            + " pg_backend_pid()";
    for (int tries = 0; tries < 200; tries++) {
      if (pool.opened() == 1 && scene.rows(sessions).isEmpty()) {
        return;
      }
      Thread.sleep(50);
    }
    assertThat(scene.rows(sessions)).as("sessions after %d", pool.opened()).isEmpty();
    assertThat(pool.opened()).isEqualTo(1);
  }

  /** A data source may choose the database by what is bound to the thread. */
  @Test
  void opensEverySessionOnTheThreadOfTheCaller() {
    List<Thread> seen = new CopyOnWriteArrayList<>();
    DataSource bound =
        (DataSource)
            Proxy.newProxyInstance(
                DataSourceIT.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> {
                  seen.add(Thread.currentThread());
                  return pool.getConnection();
                });
    Lockkeeper lockkeeper = scene.builder().dataSource(bound).build();
    lockkeeper.up();
    lockkeeper.status();
    lockkeeper.verify();
    assertThat(seen).isNotEmpty().containsOnly(Thread.currentThread());
  }
}
