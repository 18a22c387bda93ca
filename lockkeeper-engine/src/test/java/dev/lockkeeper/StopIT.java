package dev.lockkeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.run.RunEvent;
import dev.lockkeeper.run.RunListener;
import dev.lockkeeper.run.StopSignal;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.settings.Timing;
import dev.lockkeeper.testing.FaultProxy;
import dev.lockkeeper.testing.Moment;
import dev.lockkeeper.testing.TempPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stop that comes while a run cleans up, writes its ledger or looks for the truth. */
class StopIT {
  private static final Timing PATIENT = Scene.QUICK.withLockTimeout(Duration.ofSeconds(60));

  @TempDir Path path;
  private final StopSignal stop = new StopSignal();
  private Scene scene;

  @BeforeEach
  void prepare() {
    scene = new Scene(path);
    scene.folder().pair("1", "t", "CREATE TABLE t (n int);", "DROP TABLE t;");
    scene.lockkeeper().up();
  }

  /** The clean-up waits for an outsider that reads the table. */
  @Test
  void aLateCancellationDoesNotEndTheCleanUp() throws Exception {
    scene.execute("INSERT INTO t VALUES (1), (1)");
    scene.folder().file("2_unique.up.sql", "CREATE UNIQUE INDEX CONCURRENTLY t_n ON t (n);");
    try (Connection outsider = scene.connect();
        Statement statement = outsider.createStatement()) {
      outsider.setAutoCommit(false);
      statement.execute("SELECT FROM t");
      CompletableFuture<LockkeeperException> run = up(scene.address(), event -> {});
      await("query LIKE 'DROP INDEX%' AND wait_event_type = 'Lock'");

      stop.request();
      scene.execute(
          "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query LIKE 'DROP INDEX%'");
      TimeUnit.MILLISECONDS.sleep(300);
      outsider.rollback();

      assertThat(run.get(30, TimeUnit.SECONDS).sqlState()).contains("23505");
    }
    assertThat(scene.exists("t_n")).isFalse();
    assertThat(scene.state()).containsExactly("1|applied|up|0|0");
    assertThat(lastOutcome()).isEqualTo("failed-clean");
  }

  /** The row waits for an outsider that keeps the table of the events. */
  @Test
  void aStopAmidALedgerRowIsRecorded() throws Exception {
    scene.folder().file("2_index.up.sql", "CREATE INDEX CONCURRENTLY t_n ON t (n);");
    try (Connection outsider = scene.connect();
        Statement statement = outsider.createStatement()) {
      outsider.setAutoCommit(false);
      statement.execute("LOCK TABLE lockkeeper.event IN SHARE MODE");
      CompletableFuture<LockkeeperException> run = up(scene.address(), event -> {});
      await("query LIKE '%statement-started%' AND wait_event_type = 'Lock'");

      stop.request();
      await("query LIKE '%''failed''%' AND wait_event_type = 'Lock'");
      outsider.rollback();

      assertThat(run.get(30, TimeUnit.SECONDS).code()).isEqualTo(ErrorCode.INTERRUPTED);
    }
    assertThat(lastOutcome()).isEqualTo("interrupted");
    assertThat(scene.state()).containsExactly("1|applied|up|0|0");
  }

  /** An outsider that waits for the lock gets it when the run has lost its connection. */
  @Test
  void aStopDuringTheWaitAfterALostConnectionIsAnInterruption() throws Exception {
    scene.folder().file("2_sleep.up.sql", "SELECT pg_sleep(60);");
    try (FaultProxy proxy = FaultProxy.to(TempPostgres.shared().port());
        Connection outsider = scene.connect()) {
      proxy.at(Moment.never(), 1, () -> {});
      CompletableFuture<Void> waits = new CompletableFuture<>();
      CompletableFuture<LockkeeperException> run =
          up(
              proxy.address(scene.database()),
              event -> {
                if (event instanceof RunEvent.WaitingForLock) {
                  waits.complete(null);
                }
              });
      await("query LIKE '%pg_sleep%' AND wait_event = 'PgSleep'");
      CompletableFuture<Void> locked = CompletableFuture.runAsync(() -> lock(outsider));
      await("query LIKE '%pg_advisory_lock(%' AND wait_event_type = 'Lock'");

      proxy.cut();
      waits.get(30, TimeUnit.SECONDS);
      stop.request();

      LockkeeperException failure = run.get(30, TimeUnit.SECONDS);
      assertThat(failure.code()).isEqualTo(ErrorCode.INTERRUPTED);
      assertThat(failure.getMessage()).contains("interrupted", "connection was lost");
      assertThat(failure.databaseState().orElse("")).contains("is in the ledger");
      locked.get(30, TimeUnit.SECONDS);
    }
    assertThat(lastOutcome()).isEqualTo("interrupted");
  }

  private static void lock(Connection outsider) {
    try (Statement statement = outsider.createStatement()) {
      statement.execute(
          "SELECT pg_advisory_lock((classid::bigint << 32) | objid::bigint) FROM pg_locks WHERE"
              + " locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname"
              + " = current_database())");
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private CompletableFuture<LockkeeperException> up(DatabaseAddress address, RunListener listener) {
    Lockkeeper lockkeeper =
        scene
            .builder(settings -> settings.timing(PATIENT))
            .address(address)
            .listener(listener)
            .stopSignal(stop)
            .build();
    return CompletableFuture.supplyAsync(() -> Scene.failure(lockkeeper::up));
  }

  private String lastOutcome() {
    return scene.value("SELECT outcome FROM lockkeeper.run ORDER BY started_at DESC LIMIT 1");
  }

  private void await(String condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    String query =
        "SELECT pid FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid() AND"
            + " datname = current_database() AND "
            + condition;
    while (scene.rows(query).isEmpty()) {
      assertThat(System.nanoTime()).as(condition).isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }
}
