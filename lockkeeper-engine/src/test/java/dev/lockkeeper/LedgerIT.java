package dev.lockkeeper;

import static dev.lockkeeper.Scene.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Outcome;
import dev.lockkeeper.ledger.RunRecord;
import dev.lockkeeper.migration.Version;
import dev.lockkeeper.plan.DownRequest;
import dev.lockkeeper.plan.Finding;
import dev.lockkeeper.plan.UpRequest;
import dev.lockkeeper.run.RunEvent;
import dev.lockkeeper.run.Verification;
import dev.lockkeeper.settings.Invariant;
import dev.lockkeeper.settings.Settings;
import dev.lockkeeper.settings.UsedSecrets;
import dev.lockkeeper.source.DiskFolder;
import dev.lockkeeper.testing.MigrationFolder;
import dev.lockkeeper.testing.TempPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the ledger keeps, and who may read and change it. */
class LedgerIT {
  @TempDir Path path;
  private Scene scene;

  @BeforeEach
  void prepare() {
    scene = new Scene(path.resolve("m"));
    scene.folder().pair("1", "t", "CREATE TABLE t (n int);", "DROP TABLE t;");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE lockkeeper.event SET kind = 'x'",
        "DELETE FROM lockkeeper.event",
        "TRUNCATE lockkeeper.event",
        "UPDATE lockkeeper.script SET body = 'x'",
        "DELETE FROM lockkeeper.script",
        "TRUNCATE lockkeeper.script",
        "UPDATE lockkeeper.statement SET body = 'x'",
        "DELETE FROM lockkeeper.statement",
        "TRUNCATE lockkeeper.statement",
        "UPDATE lockkeeper.backend SET pid = 1",
        "DELETE FROM lockkeeper.backend",
        "TRUNCATE lockkeeper.backend",
        "UPDATE lockkeeper.run SET outcome = 'x'",
        "DELETE FROM lockkeeper.run",
        "TRUNCATE lockkeeper.run",
      })
  @DisplayName("B44: the history is append-only")
  void historyCannotBeErased(String attempt) {
    scene.lockkeeper().up();
    scene.execute(
        "INSERT INTO lockkeeper.backend SELECT id, 1, now(), 1 FROM lockkeeper.run",
        "INSERT INTO lockkeeper.statement SELECT id, 1, 1, 1, now(), '', '', 0, 0, false, '', '',"
            + " '{}', false, 0, 0, 1 FROM lockkeeper.run");
    assertThatThrownBy(() -> scene.execute(attempt)).hasMessageContaining("keeps its history");
  }

  @Test
  @DisplayName("B44: who, when, what, with which text and outcome")
  void remembersEveryRun() {
    UsedSecrets secrets = new UsedSecrets();
    secrets.add("sm://orders/url/7");
    secrets.add("sm://orders/db/12");
    Lockkeeper lockkeeper =
        scene.lockkeeper(
            settings ->
                settings
                    .secrets(secrets)
                    .actor("ada")
                    .environment("test")
                    .releaseId(Optional.of("r7"))
                    .image(Optional.of("app@sha256:1"))
                    .commit(Optional.of("abc123")));
    lockkeeper.up();
    lockkeeper.down(new DownRequest.Release("r7"));
    List<RunRecord> runs = lockkeeper.history(10);
    assertThat(runs).extracting(RunRecord::action).containsExactly("down", "up");
    RunRecord up = runs.get(1);
    assertThat(up.actor()).isEqualTo("ada");
    assertThat(up.releaseId()).contains("r7");
    assertThat(up.image()).contains("app@sha256:1");
    assertThat(up.commit()).contains("abc123");
    assertThat(up.secrets()).containsExactly("sm://orders/db/12", "sm://orders/url/7");
    assertThat(up.outcome()).isEqualTo("succeeded");
    assertThat(up.planHash()).startsWith("sha256:");
    assertThat(up.finishedAt()).isPresent();
    RunRecord.EventRecord applied = up.events().get(0);
    assertThat(applied.kind()).isEqualTo("applied");
    assertThat(lockkeeper.appliedText(applied.checksum())).isEqualTo("CREATE TABLE t (n int);");
    assertThat(lockkeeper.run(up.runId().substring(0, 8)).runId()).isEqualTo(up.runId());
  }

  @Test
  void keepsTheTextWithPasswordsMasked() {
    scene
        .folder()
        .file("2_role.up.sql", "CREATE ROLE lk_none PASSWORD 'hunter2'; DROP ROLE lk_none;");
    scene.lockkeeper().up();
    scene.folder().file("3_bad.up.sql", "ALTER ROLE lk_gone PASSWORD 'hunter2';");
    LockkeeperException e = failure(scene.lockkeeper()::up);
    assertThat(e.getMessage() + e.statement()).doesNotContain("hunter2");
    assertThat(scene.value("SELECT count(*) FROM lockkeeper.script WHERE body LIKE '%hunter2%'"))
        .isEqualTo("0");
    assertThat(scene.value("SELECT count(*) FROM lockkeeper.script WHERE body LIKE '%lk_none%'"))
        .isEqualTo("1");
    assertThat(scene.value("SELECT count(*) FROM lockkeeper.event WHERE message LIKE '%hunter2%'"))
        .isEqualTo("0");
  }

  @Test
  void aRunWithNothingToDoIsRecordedWithoutTheLock() throws Exception {
    scene.lockkeeper().up();
    try (Connection other = scene.connect();
        Statement holder = other.createStatement()) {
      holder.execute("SELECT pg_advisory_lock(7813578463461991792)");
      assertThat(scene.lockkeeper().up().outcome()).isEqualTo(Outcome.NOTHING_TO_DO);
    }
    assertThat(
            scene.rows(
                "SELECT outcome, locked FROM lockkeeper.run ORDER BY started_at DESC LIMIT 1"))
        .containsExactly("nothing-to-do|f");
  }

  @Test
  void readingNeedsSelectOnly() {
    scene.lockkeeper().up();
    String role = TempPostgres.shared().newRole();
    Lockkeeper reader = scene.builder().address(scene.address().withUser(role)).build();
    LockkeeperException none = failureOfReading(reader);
    assertThat(none.code()).isEqualTo(ErrorCode.PERMISSION);
    scene.execute(
        "GRANT USAGE ON SCHEMA lockkeeper TO " + role,
        "GRANT SELECT ON ALL TABLES IN SCHEMA lockkeeper TO " + role);
    assertThat(reader.status()).hasSize(1);
    assertThat(reader.history(5)).hasSize(1);
    assertThat(reader.plan(UpRequest.ALL).isEmpty()).isTrue();
    assertThat(reader.verify().findings()).isEmpty();
    assertThat(reader.look().history().all()).hasSize(1);
    scene.folder().file("2_more.up.sql", "SELECT 1;");
    assertThat(failure(reader::up).code()).isEqualTo(ErrorCode.PERMISSION);
    assertThat(scene.value("SELECT count(*) FROM lockkeeper.run")).isEqualTo("1");
  }

  private static LockkeeperException failureOfReading(Lockkeeper reader) {
    try {
      throw new AssertionError(reader.status().toString());
    } catch (LockkeeperException e) {
      return e;
    }
  }

  @Test
  void readingAndUndoingWorkWithoutALedger() {
    Lockkeeper lockkeeper = scene.lockkeeper();
    assertThat(lockkeeper.status()).extracting(s -> s.state().id()).containsExactly("pending");
    assertThat(lockkeeper.history(5)).isEmpty();
    assertThat(lockkeeper.plan(UpRequest.PRE).steps()).hasSize(1);
    assertThat(lockkeeper.verify().findings()).extracting(Finding::rule).containsExactly("LK910");
    assertThat(lockkeeper.down(new DownRequest.LastBatch()).outcome())
        .isEqualTo(Outcome.NOTHING_TO_DO);
    assertThat(failure(() -> lockkeeper.resume(ResumeMode.SKIP)).code())
        .isEqualTo(ErrorCode.NOT_HALF_APPLIED);
    assertThat(scene.exists("lockkeeper.ledger")).isFalse();
  }

  @Test
  void aRoleThatMayNotCreateTheLedgerIsToldWhatAnOwnerMustRun() {
    String role = TempPostgres.shared().newRole();
    Lockkeeper poor = scene.builder().address(scene.address().withUser(role)).build();
    LockkeeperException e = failure(poor::up);
    assertThat(e.code()).isEqualTo(ErrorCode.PERMISSION);
    assertThat(e.hint().orElse(""))
        .contains("CREATE SCHEMA \"lockkeeper\" AUTHORIZATION \"" + role);
    scene.execute(
        "CREATE SCHEMA lockkeeper AUTHORIZATION " + role,
        "GRANT CREATE ON SCHEMA public TO " + role);
    assertThat(poor.up().outcome()).isEqualTo(Outcome.SUCCEEDED);
  }

  @Test
  void canLiveInThePublicSchema() {
    Lockkeeper lockkeeper = scene.lockkeeper(settings -> settings.ledgerSchema("public"));
    lockkeeper.up();
    assertThat(scene.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"))
        .containsExactly(
            "lockkeeper_backend",
            "lockkeeper_event",
            "lockkeeper_ledger",
            "lockkeeper_migration",
            "lockkeeper_run",
            "lockkeeper_script",
            "lockkeeper_statement",
            "t");
    assertThat(scene.exists("lockkeeper.ledger")).isFalse();
    assertThat(lockkeeper.up().outcome()).isEqualTo(Outcome.NOTHING_TO_DO);
    assertThat(lockkeeper.verify().findings()).isEmpty();
    lockkeeper.down(new DownRequest.All());
    assertThat(lockkeeper.status().get(0).applied()).isEmpty();
  }

  @Test
  void nobodyElseMayReadIt() {
    scene.execute(
        "ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO PUBLIC",
        "ALTER DEFAULT PRIVILEGES GRANT ALL ON SCHEMAS TO PUBLIC");
    scene.lockkeeper().up();
    String role = TempPostgres.shared().newRole();
    assertThat(
            scene.value(
                "SELECT has_table_privilege('" + role + "', 'lockkeeper.migration', 'SELECT')"))
        .isEqualTo("f");
  }

  @Test
  void otherProjectsAreNamedAndNotMissing() {
    scene.lockkeeper(settings -> settings.project("shop")).up();
    MigrationFolder folder =
        new MigrationFolder(path.resolve("other")).file("1_u.up.sql", "CREATE TABLE u ();");
    Lockkeeper other = scene.builder(settings -> settings.project("mail")).build();
    assertThat(other.look().history().otherProjects()).containsEntry("shop", 1);
    Lockkeeper mail =
        Lockkeeper.builder()
            .address(scene.address())
            .folder(folder.path().toString())
            .settings(Settings.builder().project("mail").build())
            .build();
    assertThat(mail.up().outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(scene.rows("SELECT project, name FROM lockkeeper.migration ORDER BY 1"))
        .containsExactly("mail|u", "shop|t");
    assertThat(mail.history(5)).hasSize(1);
    assertThat(mail.verify().findings()).isEmpty();
  }

  @Test
  @DisplayName("B23: invariants are asked after every run")
  void invariantsAreAskedAfterEveryRun() {
    Invariant good = new Invariant("t exists", "SELECT to_regclass('t') IS NOT NULL;");
    Invariant bad = new Invariant("t has rows", "SELECT count(*) > 0 FROM t");
    Invariant broken = new Invariant("writes", "INSERT INTO t VALUES (1) RETURNING true");
    assertThat(scene.lockkeeper(s -> s.invariants(List.of(good))).up().outcome())
        .isEqualTo(Outcome.SUCCEEDED);
    scene.folder().file("2_u.up.sql", "CREATE TABLE u ();");
    LockkeeperException e =
        failure(scene.lockkeeper(s -> s.invariants(List.of(good, bad, broken)))::up);
    assertThat(e.code()).isEqualTo(ErrorCode.INVARIANT);
    assertThat(e.getMessage())
        .contains("`t has rows` does not hold")
        .contains("`writes` cannot be asked");
    assertThat(e.databaseState().orElse("")).contains("stay applied");
    assertThat(scene.state()).hasSize(2);
    assertThat(scene.value("SELECT count(*) FROM t")).isEqualTo("0");
  }

  private List<String> rules() {
    Verification verification = scene.lockkeeper().verify();
    return verification.findings().stream().map(Finding::rule).sorted().toList();
  }

  @Test
  @DisplayName("B23: verify finds changed, missing and reformatted files, lost tables and drift")
  void verifyFindsWhatIsWrong() {
    scene
        .folder()
        .file("2_u.up.sql", "CREATE TABLE u (n int);")
        .file("3_v.up.sql", "CREATE TABLE v (n int);");
    scene.lockkeeper().up();
    assertThat(rules()).isEmpty();
    scene.folder().file("1_t.up.sql", "-- words\nCREATE TABLE t (n int);");
    assertThat(rules()).containsExactly("LK901");
    scene.folder().file("2_u.up.sql", "CREATE TABLE u (n bigint);").delete("3_v.up.sql");
    assertThat(rules()).containsExactly("LK901", "LK911", "LK912");
    scene.execute("DROP TABLE t");
    assertThat(rules()).contains("LK916", "LK917");
    scene.execute("CREATE TABLE w AS SELECT 1 AS n UNION ALL SELECT 1");
    assertThatThrownBy(() -> scene.execute("CREATE UNIQUE INDEX CONCURRENTLY w_n ON w (n)"))
        .hasMessageContaining("could not create unique index");
    assertThat(rules()).contains("LK914");
    assertThat(scene.lockkeeper().verify().isClean()).isFalse();
  }

  @Test
  void aFailedRunIsNoDrift() {
    scene.lockkeeper().up();
    scene.folder().file("2_u.up.sql", "CREATE TABLE u ();").file("3_bad.up.sql", "SELECT 1/0;");
    failure(scene.lockkeeper()::up);
    assertThat(rules()).isEmpty();
    scene.execute("CREATE TABLE strange ()");
    assertThat(rules()).containsExactly("LK916");
  }

  @Test
  @DisplayName("C28: mark with reason and person, in the ledger")
  void marksByHand() {
    scene.folder().pair("2", "u", "CREATE TABLE u ();", "DROP TABLE u;");
    Lockkeeper lockkeeper = scene.lockkeeper(settings -> settings.actor("ada"));
    assertThat(failure(() -> lockkeeper.mark(Set.of(Version.of("1")), true, " ")).code())
        .isEqualTo(ErrorCode.USAGE);
    lockkeeper.mark(Set.of(Version.of("2"), Version.of("1")), true, "made by hand");
    assertThat(scene.state()).containsExactly("1|marked|up|0|0", "2|marked|up|0|0");
    assertThat(scene.exists("t")).isFalse();
    assertThat(lockkeeper.up().outcome()).isEqualTo(Outcome.NOTHING_TO_DO);
    assertThat(failure(() -> lockkeeper.mark(Set.of(Version.of("1")), true, "again")).code())
        .isEqualTo(ErrorCode.UNKNOWN_VERSION);
    assertThat(failure(() -> lockkeeper.mark(Set.of(Version.of("9")), true, "x")).code())
        .isEqualTo(ErrorCode.UNKNOWN_VERSION);
    lockkeeper.mark(Set.of(Version.of("1"), Version.of("2")), false, "it was not");
    assertThat(scene.state()).isEmpty();
    assertThat(lockkeeper.up().migrations()).hasSize(2);
    assertThat(
            scene.rows(
                "SELECT DISTINCT r.actor, e.kind, e.message FROM lockkeeper.event e JOIN lockkeeper.run"
                    + " r ON r.id = e.run_id WHERE kind LIKE 'marked%' ORDER BY 2"))
        .containsExactly("ada|marked-applied|made by hand", "ada|marked-pending|it was not");
  }

  @Test
  void protectsAnEnvironment() {
    Lockkeeper careful = scene.lockkeeper(s -> s.environment("production").isProtected(true));
    careful.up();
    assertThat(failure(() -> careful.down(new DownRequest.All())).code())
        .isEqualTo(ErrorCode.PROTECTED);
    assertThat(failure(() -> careful.mark(Set.of(Version.of("1")), false, "x")).code())
        .isEqualTo(ErrorCode.PROTECTED);
    Lockkeeper confirmed =
        scene
            .builder(s -> s.environment("production").isProtected(true))
            .confirmedFor("production")
            .build();
    assertThat(confirmed.down(new DownRequest.All()).migrations()).hasSize(1);
  }

  @Test
  @DisplayName("B10: seeds run in order, again and again, outside the history")
  void seedsKeepNoState() {
    scene.lockkeeper().up();
    Path folder = path.resolve("seeds");
    MigrationFolder seeds =
        new MigrationFolder(folder)
            .file("b.sql", "INSERT INTO t SELECT count(*) FROM t;")
            .file("a.sql", "DELETE FROM t;");
    DiskFolder source = new DiskFolder(folder, "seeds");
    assertThat(scene.lockkeeper().seed(source).migrations())
        .extracting(result -> result.name())
        .containsExactly("seeds/a.sql", "seeds/b.sql");
    scene.lockkeeper().seed(source);
    assertThat(scene.rows("SELECT n FROM t")).containsExactly("0");
    assertThat(scene.state()).hasSize(1);
    seeds.file("c.sql", "INSERT INTO t VALUES (7);\nSELECT 1/0;");
    LockkeeperException e = failure(() -> scene.lockkeeper().seed(source));
    assertThat(e.place().orElseThrow()).hasToString("seeds/c.sql:2:1");
    assertThat(e.databaseState().orElse("")).contains("the 2 before it are done");
    assertThat(scene.rows("SELECT n FROM t")).containsExactly("0");
    seeds.file("c.sql", "VACUUM t;");
    assertThat(failure(() -> scene.lockkeeper().seed(source)).code())
        .isEqualTo(ErrorCode.TRANSACTION_CONTROL);
  }

  @Test
  void aRunThatDiedWithoutAWordIsCalledLost() {
    scene.lockkeeper().up();
    scene.execute(
        "INSERT INTO lockkeeper.run SELECT gen_random_uuid(), release_id, project, environment, action,"
            + " 'ghost', host, tool_version, image, source_commit, plan_hash, true, 1,"
            + " clock_timestamp(), NULL, NULL, NULL, NULL, NULL, NULL FROM lockkeeper.run");
    scene.folder().file("2_u.up.sql", "CREATE TABLE u ();");
    assertThat(rules()).isEmpty();
    scene.lockkeeper().up();
    assertThat(scene.rows("SELECT outcome FROM lockkeeper.run WHERE actor = 'ghost'"))
        .containsExactly("lost");
  }

  @Test
  void seedsThatTheServerHasLostAreNotCountedAsDone() {
    scene.lockkeeper().up();
    Path folder = path.resolve("seeds");
    new MigrationFolder(folder)
        .file("a.sql", "INSERT INTO t VALUES (1);")
        .file("b.sql", "INSERT INTO t VALUES (2);");
    Lockkeeper lockkeeper =
        scene.watched(
            event -> {
              if (event instanceof RunEvent.MigrationFinished) {
                scene.execute(
                    "ALTER TABLE lockkeeper.event DISABLE TRIGGER ALL",
                    "DELETE FROM lockkeeper.event WHERE kind = 'seeded'",
                    "ALTER TABLE lockkeeper.event ENABLE TRIGGER ALL",
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname ="
                        + " current_database() AND pid <> pg_backend_pid()");
              }
            });
    LockkeeperException e = failure(() -> lockkeeper.seed(new DiskFolder(folder, "seeds")));
    assertThat(e.code()).isEqualTo(ErrorCode.CONNECTION_LOST);
    assertThat(e.databaseState().orElse("")).contains("0 of 2 data scripts");
  }
}
