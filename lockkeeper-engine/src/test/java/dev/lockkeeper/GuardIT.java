package dev.lockkeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Outcome;
import dev.lockkeeper.foreign.Lineage;
import dev.lockkeeper.foreign.Tool;
import dev.lockkeeper.guarded.GuardRequest;
import dev.lockkeeper.guarded.GuardedEnd;
import dev.lockkeeper.ledger.StatementRecord;
import dev.lockkeeper.testing.TempPostgres;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Work of other programs under the lock, through the Java interface. */
class GuardIT extends GuardedScene {
  @Test
  void keepsTheRecordInOrder() {
    List<StatementRecord> sent = new ArrayList<>();
    GuardReport report =
        guard(
            run -> {
              for (int i = 1; i <= 450; i++) {
                StatementRecord one = statement(i, "SELECT '…' -- it's \\ \u00fc " + i);
                sent.add(one);
                run.record(List.of(one));
              }
              return CHANGED;
            });
    assertThat(report.run().outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(report.statements()).isEqualTo(450);
    assertThat(scene.lockkeeper().statements(report.run().runId())).isEqualTo(sent);
    assertThat(scene.rows("SELECT action, outcome, command, reason FROM lockkeeper.run"))
        .containsExactly("run|succeeded|tool migrate|a reason");
  }

  @Test
  void hasOnRecordWhatTheProgramIsToldOf() {
    guard(
        run -> {
          for (int i = 1; i <= 100; i++) {
            run.record(List.of(statement(2 * i - 1, "SELECT 1"), statement(2 * i, "SELECT 2")));
            assertThat(scene.value("SELECT max(number) FROM lockkeeper.statement"))
                .isEqualTo(Integer.toString(2 * i));
          }
          return CHANGED;
        });
  }

  @Test
  void keepsTheAsciiOfWhatTheDatabaseCannotHold() {
    scene.execute("CREATE DATABASE latin_guard TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'");
    Lockkeeper latin =
        scene.builder().address(TempPostgres.shared().address("latin_guard")).build();
    GuardReport report =
        latin.guard(
            REQUEST,
            run -> {
              run.record(List.of(statement(1, "SELECT \u00fc")));
              run.record(List.of(statement(2, "SELECT \u00fc \u2192…")));
              return CHANGED;
            });
    List<StatementRecord> kept = latin.statements(report.run().runId());
    assertThat(report.statements()).isEqualTo(2);
    assertThat(kept)
        .extracting(StatementRecord::text)
        .containsExactly("SELECT \u00fc", "SELECT ? ??");
  }

  @Test
  void holdsTheLockOutsideOfAnyTransaction() {
    guard(
        run -> {
          assertThat(
                  scene.rows(
                      "SELECT state, backend_xmin FROM pg_stat_activity a JOIN pg_locks l USING"
                          + " (pid) WHERE l.locktype = 'advisory' AND a.datname ="
                          + " current_database()"))
              .containsExactly("idle|null");
          return UNCHANGED;
        });
    assertThat(scene.value("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"))
        .isEqualTo("0");
    assertThat(scene.value("SELECT outcome FROM lockkeeper.run")).isEqualTo("nothing-to-do");
  }

  @Test
  void namesWhatTheHistoriesOfToolsHaveNow() {
    scene.execute(
        "CREATE TABLE schema_migrations (version varchar PRIMARY KEY)",
        "INSERT INTO schema_migrations VALUES ('1'), ('2')");
    GuardReport report =
        guard(
            run -> {
              scene.execute(
                  "INSERT INTO schema_migrations VALUES ('3')",
                  "DELETE FROM schema_migrations WHERE version = '1'");
              return UNCHANGED;
            });
    assertThat(report.run().outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(report.histories())
        .extracting(table -> table.display())
        .containsExactly("public.schema_migrations");
    assertThat(report.run().migrations())
        .extracting(one -> one.version() + " " + one.outcome())
        .containsExactly("1 reverted", "3 applied");
    assertThat(
            scene.rows(
                "SELECT kind, version, direction, message FROM lockkeeper.event ORDER BY id"))
        .containsExactly("reverted|1|down|by dbmate", "applied|3|up|by dbmate");
    assertThat(scene.value("SELECT count(*) FROM lockkeeper.migration")).isEqualTo("0");
  }

  @Test
  void namesEveryMigrationOfAToolThatKeepsOnlyTheLast() {
    scene.execute(
        "CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)",
        "INSERT INTO alembic_version VALUES ('a')");
    List<String> all = List.of("a", "b", "c");
    GuardRequest known =
        new GuardRequest(
            "up",
            List.of("alembic"),
            Optional.of(Tool.ALEMBIC),
            Optional.empty(),
            heads -> heads.isEmpty() ? List.of() : all.subList(0, all.indexOf(heads.get(0)) + 1),
            "",
            false);
    assertThat(moved(known, "c")).containsExactly("b applied", "c applied");
    assertThat(moved(known, "a")).containsExactly("c reverted", "b reverted");
    assertThat(moved(REQUEST, "c")).containsExactly("a reverted", "c applied");
  }

  private List<String> moved(GuardRequest request, String head) {
    return scene
        .lockkeeper()
        .guard(
            request,
            run -> {
              scene.execute("UPDATE alembic_version SET version_num = '" + head + "'");
              return UNCHANGED;
            })
        .run()
        .migrations()
        .stream()
        .map(one -> one.version() + " " + one.outcome())
        .toList();
  }

  @Test
  void readsAHistoryInATableWithANameOfItsOwn() {
    scene.execute("CREATE TABLE mine (version varchar PRIMARY KEY)");
    GuardReport report =
        scene
            .lockkeeper()
            .guard(
                new GuardRequest(
                    "up",
                    List.of("dbmate"),
                    Optional.of(Tool.DBMATE),
                    Optional.of("mine"),
                    Lineage.UNKNOWN,
                    "",
                    false),
                run -> {
                  scene.execute("INSERT INTO mine VALUES ('7')");
                  return UNCHANGED;
                });
    assertThat(report.run().migrations()).extracting(one -> one.version()).containsExactly("7");
    assertThat(scene.value("SELECT action FROM lockkeeper.run")).isEqualTo("up");
  }

  @Test
  void believesTheDatabaseAndNotTheProgram() {
    String row = "1, '1', 'a', 'SQL', 'V1__a.sql', 1, 'me', now(), 1, ";
    scene.execute(
        "CREATE TABLE flyway_schema_history (installed_rank integer PRIMARY KEY, version"
            + " varchar(50), description varchar(200), type varchar(20), script varchar(1000),"
            + " checksum integer, installed_by varchar(100), installed_on timestamp,"
            + " execution_time integer, success boolean)");
    LockkeeperException failure =
        failure(
            run -> {
              scene.execute("INSERT INTO flyway_schema_history VALUES (" + row + "false)");
              return CHANGED;
            });
    assertThat(failure.code()).isEqualTo(ErrorCode.HALF_APPLIED);
    assertThat(failure.hint().orElseThrow()).contains("flyway repair");
    assertThat(scene.value("SELECT outcome FROM lockkeeper.run")).isEqualTo("failed-partial");
    assertThat(guard(run -> UNCHANGED).run().outcome()).isEqualTo(Outcome.NOTHING_TO_DO);
    LockkeeperException said =
        LockkeeperException.because(ErrorCode.CHILD_FAILED, "it ended with 1")
            .hint("Mend.")
            .build();
    assertThat(failure(run -> new GuardedEnd(false, Optional.of(said))).hint().orElseThrow())
        .contains("public.flyway_schema_history says so", "flyway repair")
        .endsWith(" Mend.");
  }

  @Test
  void recordsHowTheProgramFailed() {
    LockkeeperException said =
        LockkeeperException.because(ErrorCode.STATEMENT_FAILED, "it ended with 3").build();
    assertThat(failure(run -> new GuardedEnd(true, Optional.of(said)))).isSameAs(said);
    assertThat(
            failure(
                run -> {
                  throw said;
                }))
        .isSameAs(said);
    assertThat(scene.rows("SELECT outcome, error_code, error_message FROM lockkeeper.run"))
        .containsOnly("failed-clean|statement-failed|it ended with 3");
  }

  @Test
  void letsOneProgramWorkAtATime() {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    var runs =
        IntStream.range(0, 6)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () ->
                            guard(
                                run -> {
                                  most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                                  scene.execute("SELECT pg_sleep(0.05)");
                                  inside.decrementAndGet();
                                  return CHANGED;
                                })))
            .toList();
    assertThat(runs).allSatisfy(run -> assertThat(run.join().run().outcome().isSuccess()).isTrue());
    assertThat(most).hasValue(1);
  }
}
