package dev.lockkeeper;

import static dev.lockkeeper.Scene.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Outcome;
import dev.lockkeeper.plan.UpRequest;
import dev.lockkeeper.run.RunEvent;
import dev.lockkeeper.run.RunReport;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Table locks that others hold: short waits, tries again, and a bounded end. */
class LockRetryIT {
  @TempDir Path path;
  private Scene scene;
  private final List<RunEvent.Retrying> retries = new CopyOnWriteArrayList<>();

  @BeforeEach
  void prepare() {
    scene = new Scene(path);
    scene.folder().file("1_t.up.sql", "CREATE TABLE a (n int); CREATE TABLE b (n int);");
    scene.lockkeeper().up();
  }

  private Lockkeeper watched() {
    return scene.watched(
        event -> {
          if (event instanceof RunEvent.Retrying retrying) {
            retries.add(retrying);
          }
        });
  }

  private void awaitRetries(int count) throws InterruptedException {
    for (int i = 0; retries.size() < count && i < 2000; i++) {
      Thread.sleep(5);
    }
    assertThat(retries).hasSizeGreaterThanOrEqualTo(count);
  }

  @Test
  void waitsShortlyAgainAndAgainAndThenSucceeds() throws Exception {
    scene
        .folder()
        .file("2_alter.up.sql", "INSERT INTO b VALUES (1); ALTER TABLE a ADD COLUMN m int;");
    try (Connection other = scene.connect();
        Statement holder = other.createStatement();
        Connection application = scene.connect();
        Statement reader = application.createStatement()) {
      holder.execute("BEGIN; SELECT * FROM a");
      CompletableFuture<RunReport> run = CompletableFuture.supplyAsync(watched()::up);
      awaitRetries(1);
      long longest = 0;
      while (retries.size() < 4) {
        long begun = System.nanoTime();
        try (ResultSet rows = reader.executeQuery("SELECT count(*) FROM a")) {
          rows.next();
        }
        longest = Math.max(longest, (System.nanoTime() - begun) / 1_000_000);
      }
      holder.execute("ROLLBACK");
      assertThat(run.get().outcome()).isEqualTo(Outcome.SUCCEEDED);
      // lock_timeout is 100 ms here; the rest is room for a busy machine.
      assertThat(longest).isLessThan(1500);
    }
    assertThat(retries).allMatch(retry -> retry.why().contains("lock timeout"));
    assertThat(scene.value("SELECT count(*) FROM b")).isEqualTo("1");
    assertThat(scene.state()).contains("2|applied|up|0|0");
  }

  @Test
  void givesUpAfterTheBudgetAndNamesWhoHoldsTheTable() throws Exception {
    scene.folder().file("2_alter.up.sql", "ALTER TABLE a ADD COLUMN m int;");
    try (Connection other = scene.connect();
        Statement holder = other.createStatement()) {
      holder.execute("SET application_name TO 'night report'; BEGIN; LOCK TABLE a");
      String pid =
          scene.value("SELECT pid FROM pg_stat_activity WHERE application_name = 'night report'");
      long begun = System.nanoTime();
      LockkeeperException e =
          failure(
              scene.lockkeeper(
                      settings ->
                          settings.timing(Scene.QUICK.withLockBudget(Duration.ofMillis(500))))
                  ::up);
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
      assertThat(e.code()).isEqualTo(ErrorCode.LOCK_TIMEOUT);
      assertThat(e.code().outcome().exitCode()).isEqualTo(1);
      assertThat(e.getMessage()).contains("pid " + pid).contains("night report");
      assertThat(e.databaseState().orElse("")).contains("rolled back");
      holder.execute("ROLLBACK");
    }
    assertThat(scene.lockkeeper().up().outcome()).isEqualTo(Outcome.SUCCEEDED);
  }

  @Test
  void takesPartOnceMoreAfterADeadlock() throws Exception {
    scene
        .folder()
        .file(
            "2_both.up.sql",
            "-- lockkeeper: lock-timeout=20s\nUPDATE a SET n = 1;\nLOCK TABLE a IN SHARE MODE;\nSELECT"
                + " pg_advisory_xact_lock(1);\nLOCK TABLE b IN SHARE MODE;");
    try (Connection other = scene.connect();
        Statement rival = other.createStatement()) {
      // The rival looks for deadlocks later than we do, so that ours is the one that loses.
      rival.execute("SET deadlock_timeout TO '30s'; BEGIN; LOCK TABLE b; SELECT 1");
      CompletableFuture<RunReport> run = CompletableFuture.supplyAsync(watched()::up);
      for (int i = 0;
          i < 1000 && scene.rows("SELECT 1 FROM pg_locks WHERE NOT granted").isEmpty();
          i++) {
        Thread.sleep(10);
      }
      rival.execute("LOCK TABLE a");
      rival.execute("COMMIT");
      assertThat(run.get().outcome()).isEqualTo(Outcome.SUCCEEDED);
    }
    assertThat(retries).isNotEmpty().allMatch(retry -> retry.why().contains("deadlock"));
  }

  @Test
  void aConcurrentIndexBuildWaitsForOldTransactionsWithoutATimeout() throws SQLException {
    scene.folder().file("2_index.up.sql", "CREATE INDEX CONCURRENTLY a_n ON a (n);");
    try (Connection other = scene.connect();
        Statement holder = other.createStatement()) {
      holder.execute("BEGIN; INSERT INTO a VALUES (1)");
      CompletableFuture<RunReport> run = CompletableFuture.supplyAsync(watched()::up);
      holder.execute("SELECT pg_sleep(0.6)");
      assertThat(run).isNotDone();
      holder.execute("COMMIT");
      assertThat(run.join().outcome()).isEqualTo(Outcome.SUCCEEDED);
    }
    assertThat(retries).isEmpty();
    assertThat(scene.lockkeeper().up(UpRequest.ALL).outcome()).isEqualTo(Outcome.NOTHING_TO_DO);
  }
}
