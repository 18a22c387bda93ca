package dev.lockkeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.guarded.GuardedEnd;
import dev.lockkeeper.ledger.StatementRecord;
import dev.lockkeeper.plan.UpRequest;
import dev.lockkeeper.run.RunEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What programs leave behind whose run died. */
class GuardLeftoversIT extends LeftoversScene {
  @Test
  void saysHowALockOfAToolIsFreedThatDied() {
    scene.execute(
        "CREATE TABLE databasechangeloglock (id int, locked boolean, lockgranted timestamp,"
            + " lockedby varchar(255))",
        "INSERT INTO databasechangeloglock VALUES (1, true, '2026-03-01 10:00', 'build-7')",
        "CREATE SCHEMA k",
        "CREATE TABLE k.knex_migrations_lock (index int, is_locked int)",
        "INSERT INTO k.knex_migrations_lock VALUES (1, 1)");
    List<String> told = new ArrayList<>();
    scene
        .watched(
            event -> {
              if (event instanceof RunEvent.Notice notice) {
                told.add(notice.text());
              }
            })
        .guard(REQUEST, run -> UNCHANGED);
    String liquibase =
        "Liquibase's lock in public.databasechangeloglock is held by build-7 since 2026-03-01"
            + " 10:00:00. If no Liquibase is at work: `lockkeeper run -- liquibase release-locks`.";
    String knex =
        "Knex's lock in k.knex_migrations_lock is held. If no Knex is at work: `lockkeeper run --"
            + " knex migrate:unlock`.";
    assertThat(told).containsExactlyInAnyOrder(liquibase, knex);
    LockkeeperException said =
        LockkeeperException.because(ErrorCode.CHILD_FAILED, "it ended with 3")
            .hint("Mend.")
            .build();
    assertThat(failure(run -> new GuardedEnd(true, Optional.of(said))).hint().orElseThrow())
        .contains(liquibase, knex)
        .endsWith(" Mend.");
    scene.execute(
        "UPDATE databasechangeloglock SET locked = false",
        "UPDATE k.knex_migrations_lock SET is_locked = 0");
    assertThat(failure(run -> new GuardedEnd(true, Optional.of(said)))).isSameAs(said);
  }

  @Test
  void endsWhatADeadRunHasLeftInTheServer() throws Exception {
    try (Connection left = scene.connect();
        Statement statement = left.createStatement()) {
      AtomicInteger pid = new AtomicInteger();
      guard(
          run -> {
            pid.set(pidOf(statement));
            return CHANGED;
          });
      // As a run does that is killed behind these rows.
      scene.execute(
          "INSERT INTO lockkeeper.backend SELECT '00000000-0000-0000-0000-000000000001', pid,"
              + " backend_start, 1 FROM pg_stat_activity WHERE pid = "
              + pid);
      CompletableFuture<SQLException> working =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  statement.execute("SELECT pg_sleep(60)");
                  throw new AssertionError("it was not cancelled");
                } catch (SQLException e) {
                  return e;
                }
              });
      scene.folder().pair("1", "t", "CREATE TABLE t (n int);", "DROP TABLE t;");
      List<String> states = new ArrayList<>();
      scene
          .watched(
              event -> {
                if (event instanceof RunEvent.MigrationStarted) {
                  states.addAll(scene.rows("SELECT 1 FROM pg_stat_activity WHERE pid = " + pid));
                }
              })
          .up(UpRequest.PRE);
      assertThat(states).isEmpty();
      assertThat(working.get(30, TimeUnit.SECONDS).getSQLState()).isEqualTo("57014");
    }
    assertThat(scene.exists("t")).isTrue();
  }

  @Test
  void recordsWhatTheServerStillDidForADeadRun() throws Exception {
    guard(run -> UNCHANGED);
    String resists =
        "DO $$ BEGIN LOOP BEGIN PERFORM pg_sleep(60); EXCEPTION WHEN query_canceled THEN NULL;"
            + " END; END LOOP; END $$";
    String long1 = "SELECT pg_sleep(2), '" + "hush ".repeat(500) + "'";
    try (Busy ends = new Busy("SELECT pg_sleep(2), 'hush';");
        Busy cut = new Busy(long1);
        Busy odd = new Busy("SELECT pg_sleep(2), 'a\\', ' hush'");
        Busy cancelled =
            new Busy("BEGIN; CREATE TABLE a (b text DEFAULT 'hush'); SELECT pg_sleep(60)");
        Busy terminated = new Busy(resists)) {
      died(ends, cut, odd, cancelled, terminated);
      insertStatement(cut.pid());
      String next = guard(run -> UNCHANGED).run().runId();
      List<StatementRecord> records = scene.lockkeeper().statements(DEAD);
      assertThat(records)
          .extracting(StatementRecord::number)
          .containsExactly(7L, 8L, 9L, 10L, 11L, 12L);
      assertThat(records)
          .extracting(
              each ->
                  each.backendPid()
                      + " "
                      + each.session()
                      + " "
                      + each.command()
                      + " "
                      + each.text()
                      + " "
                      + each.sqlState().orElse(""))
          .containsExactlyInAnyOrder(
              cut.pid() + " 3 SELECT SELECT 1 ",
              ends.pid() + " 0 SELECT SELECT pg_sleep(?), ? 08006",
              cut.pid() + " 3 SELECT SELECT pg_sleep(?), ? … (cut) 08006",
              odd.pid() + " 0 SELECT (it cannot be seen from here where its strings end) 08006",
              cancelled.pid()
                  + " 0 BEGIN BEGIN; CREATE TABLE a (b text DEFAULT ?); SELECT pg_sleep(?) 57014",
              terminated.pid() + " 0 DO DO ? 57P01");
      assertThat(records.get(1).message())
          .contains(
              "seen by run "
                  + next
                  + " after this one had died: it ended by itself; whether it succeeded is not"
                  + " known");
      assertThat(scene.value("SELECT outcome FROM lockkeeper.run WHERE id = '" + DEAD + "'"))
          .isEqualTo("lost");
    }
  }

  private void insertStatement(int pid) {
    scene.execute(
        "INSERT INTO lockkeeper.statement VALUES ('"
            + DEAD
            + "', 7, 3, "
            + pid
            + ", now(), 'SELECT', 'SELECT 1', 1, NULL, false, NULL, NULL, '{}', false, 0, 0, 1)");
  }

  @Test
  void aSessionIsOnRecordBeforeItIsUsed() throws SQLException {
    try (Connection connection = scene.connect();
        Statement statement = connection.createStatement()) {
      int pid = pidOf(statement);
      guard(
          run -> {
            run.opened(pid);
            assertThat(
                    scene.value(
                        "SELECT count(*) FROM lockkeeper.backend b JOIN pg_stat_activity a ON a.pid"
                            + " = b.pid AND a.backend_start = b.started_at"))
                .isEqualTo("1");
            try {
              connection.close();
            } catch (SQLException e) {
              throw new IllegalStateException(e);
            }
            return CHANGED;
          });
    }
  }
}
