package dev.lockkeeper;

import static dev.lockkeeper.Scene.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Outcome;
import dev.lockkeeper.plan.DownRequest;
import dev.lockkeeper.run.RunReport;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that cannot commit as a whole: what is sent, what stays, where the next run continues. */
class SegmentsIT {
  private static final String OFF = "-- lockkeeper: transaction=off\n";

  @TempDir Path path;
  private Scene scene;

  @BeforeEach
  void prepare() {
    scene = new Scene(path);
    scene.folder().pair("1", "create_t", "CREATE TABLE t (n int, m int);", "DROP TABLE t;");
  }

  private Scene mixed(String last) {
    scene
        .folder()
        .pair(
            "2",
            "mixed",
            """
            ALTER TABLE t ADD COLUMN a int;
            INSERT INTO t (n) VALUES (1), (2);
            CREATE INDEX CONCURRENTLY t_a ON t (a);
            ALTER TABLE t ADD COLUMN b int;
            """
                + last,
            "ALTER TABLE t DROP COLUMN a, DROP COLUMN b, DROP COLUMN IF EXISTS c;");
    return scene;
  }

  @Test
  void runsAMixedFileAndUndoesIt() {
    Lockkeeper lockkeeper = mixed("ALTER TABLE t ADD COLUMN c int;").lockkeeper();
    RunReport report = lockkeeper.up();
    assertThat(report.migrations().get(1).statements()).isEqualTo(5);
    assertThat(scene.state()).containsExactly("1|applied|up|0|0", "2|applied|up|0|0");
    assertThat(scene.value("SELECT indisvalid FROM pg_index WHERE indexrelid = 't_a'::regclass"))
        .isEqualTo("t");
    assertThat(scene.events())
        .containsExactly(
            "1|applied",
            "2|statement-done",
            "2|statement-started",
            "2|statement-done",
            "2|applied");
    assertThat(lockkeeper.verify().findings()).isEmpty();
    lockkeeper.down(new DownRequest.Steps(1));
    assertThat(scene.state()).containsExactly("1|applied|up|0|0");
  }

  @Test
  void aFailureInTheThirdSegmentKeepsTheFirstTwoAndContinuesThere() {
    LockkeeperException e = failure(mixed("ALTER TABLE t ADD COLUMN c nonsense;").lockkeeper()::up);
    assertThat(e.code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
    assertThat(e.place().orElseThrow()).hasToString(path + "/2_mixed.up.sql:5:28");
    assertThat(e.databaseState().orElse("")).contains("Statements 1 to 3 of 5");
    assertThat(scene.state()).containsExactly("1|applied|up|0|0", "2|partial|up|3|0");
    assertThat(scene.value("SELECT count(*) FROM t")).isEqualTo("2");
    assertThat(scene.lockkeeper().status().get(1).state().id()).isEqualTo("failed");

    RunReport second = mixed("ALTER TABLE t ADD COLUMN c int;").lockkeeper().up();
    assertThat(second.outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(scene.state()).containsExactly("1|applied|up|0|0", "2|applied|up|0|0");
    assertThat(scene.value("SELECT count(*), count(c) FROM t")).isEqualTo("2|0");
    assertThat(scene.lockkeeper().verify().findings()).isEmpty();
  }

  @Test
  void aChangeInThePartThatIsAppliedIsRefused() {
    failure(mixed("ALTER TABLE t ADD COLUMN c nonsense;").lockkeeper()::up);
    scene
        .folder()
        .file(
            "2_mixed.up.sql",
            "ALTER TABLE t ADD COLUMN other int;\nCREATE INDEX CONCURRENTLY t_a ON t (a);\nSELECT 1; SELECT 2; SELECT 3;");
    LockkeeperException e = failure(scene.lockkeeper()::up);
    assertThat(e.code()).isEqualTo(ErrorCode.CHANGED);
    assertThat(e.getMessage()).contains("first 3 statements");
    assertThat(scene.state()).contains("2|partial|up|3|0");
    scene.folder().file("2_mixed.up.sql", "ALTER TABLE t ADD COLUMN a int;");
    assertThat(failure(scene.lockkeeper()::up).code()).isEqualTo(ErrorCode.CHANGED);
  }

  @Test
  void settingsOfTheAppliedPartStandAgainAfterAResume() {
    String start =
        "CREATE SCHEMA other;\nSET search_path TO other;\nSET LOCAL work_mem TO '1MB';\n"
            + "CREATE TABLE x (n int);\nCREATE INDEX CONCURRENTLY x_n ON x (n);\n";
    scene.folder().file("2_set.up.sql", start + "SELECT 1/0;");
    failure(scene.lockkeeper()::up);
    scene
        .folder()
        .file("2_set.up.sql", start + "CREATE TABLE y AS SELECT current_setting('work_mem') AS w;");
    scene.lockkeeper().up();
    assertThat(scene.exists("other.y")).isTrue();
    assertThat(scene.value("SELECT w FROM other.y")).isEqualTo(scene.value("SHOW work_mem"));
  }

  @Test
  void withTransactionOffEachStatementCommitsAloneAndBlocksTogether() {
    scene
        .folder()
        .file(
            "2_off.up.sql",
            OFF
                + """
                INSERT INTO t VALUES (1);
                BEGIN;
                INSERT INTO t VALUES (2);
                SAVEPOINT s;
                INSERT INTO t VALUES (99);
                ROLLBACK TO SAVEPOINT s;
                COMMIT;
                BEGIN;
                INSERT INTO t VALUES (3);
                INSERT INTO t VALUES (1/0);
                COMMIT;
                INSERT INTO t VALUES (4);
                """);
    LockkeeperException e = failure(scene.lockkeeper()::up);
    assertThat(e.getMessage()).contains("division by zero");
    assertThat(e.place().orElseThrow().line()).isEqualTo(11);
    assertThat(scene.rows("SELECT n FROM t ORDER BY n")).containsExactly("1", "2");
    assertThat(scene.state()).contains("2|partial|up|5|0");
    String text =
        OFF
            + "INSERT INTO t VALUES (1);\nBEGIN;\nINSERT INTO t VALUES (2);\nSAVEPOINT s;\nINSERT INTO t VALUES (99);\nROLLBACK TO SAVEPOINT s;\nCOMMIT;\nINSERT INTO t VALUES (4);\n";
    scene.folder().file("2_off.up.sql", text);
    assertThat(scene.lockkeeper().up().outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(scene.rows("SELECT n FROM t ORDER BY n")).containsExactly("1", "2", "4");
  }

  @Test
  void aDownOfSeveralSegmentsIsFinishedByTheNextDown() {
    scene
        .folder()
        .pair(
            "2",
            "index",
            "CREATE INDEX CONCURRENTLY t_n ON t (n);",
            "DROP INDEX CONCURRENTLY t_n;\nALTER TABLE t DROP COLUMN none;");
    scene.lockkeeper().up();
    LockkeeperException e = failure(() -> scene.lockkeeper().down(new DownRequest.Steps(1)));
    assertThat(e.sqlState()).contains("42703");
    assertThat(scene.state()).contains("2|partial|down|1|0");
    assertThat(failure(scene.lockkeeper()::up).code()).isEqualTo(ErrorCode.HALF_APPLIED);
    scene
        .folder()
        .file("2_index.down.sql", "DROP INDEX CONCURRENTLY t_n;\nALTER TABLE t DROP COLUMN m;");
    scene.lockkeeper().down(new DownRequest.Steps(1));
    assertThat(scene.state()).containsExactly("1|applied|up|0|0");
  }

  @Test
  void aDownWhoseFirstStatementFailsLeavesTheMigrationApplied() {
    scene
        .folder()
        .pair("2", "index", "CREATE INDEX t_n ON t (n);", "DROP INDEX CONCURRENTLY none;");
    scene.lockkeeper().up();
    failure(() -> scene.lockkeeper().down(new DownRequest.Steps(1)));
    assertThat(scene.state()).contains("2|applied|up|0|0");
    assertThat(scene.lockkeeper().up().outcome()).isEqualTo(Outcome.NOTHING_TO_DO);
  }

  private void procedure() {
    scene
        .folder()
        .file(
            "2_procedure.up.sql",
            "CREATE PROCEDURE fill(bad boolean) LANGUAGE plpgsql AS $$ BEGIN INSERT INTO t VALUES"
                + " (1); COMMIT; IF bad THEN PERFORM 1/0; END IF; INSERT INTO t VALUES (2); END"
                + " $$;");
  }

  @Test
  void aCallThatCommitsFailsCleanlyWithinATransaction() {
    procedure();
    scene.folder().file("3_call.up.sql", "CALL fill(false);");
    LockkeeperException e = failure(scene.lockkeeper()::up);
    assertThat(e.sqlState()).contains("2D000");
    assertThat(e.hint().orElse("")).contains("transaction=off");
    assertThat(scene.value("SELECT count(*) FROM t")).isEqualTo("0");
  }

  @Test
  void aCallThatCommitsAndFailsIsHalfAppliedAndAPersonDecides() {
    procedure();
    scene
        .folder()
        .pair("3", "call", OFF + "CALL fill(true);\nINSERT INTO t VALUES (7);", "DELETE FROM t;");
    LockkeeperException e = failure(scene.lockkeeper()::up);
    assertThat(e.code()).isEqualTo(ErrorCode.HALF_APPLIED);
    assertThat(e.code().outcome().exitCode()).isEqualTo(6);
    assertThat(e.hint().orElse("")).contains("resume --skip").contains("resume --revert");
    assertThat(scene.state()).contains("3|partial|up|0|1");
    assertThat(scene.value("SELECT count(*) FROM t")).isEqualTo("1");

    assertThat(failure(scene.lockkeeper()::up).code()).isEqualTo(ErrorCode.HALF_APPLIED);
    assertThat(failure(() -> scene.lockkeeper().down(new DownRequest.LastBatch())).code())
        .isEqualTo(ErrorCode.HALF_APPLIED);

    RunReport skipped = scene.lockkeeper().resume(ResumeMode.SKIP);
    assertThat(skipped.outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(scene.rows("SELECT n FROM t ORDER BY n")).containsExactly("1", "7");
    assertThat(scene.state()).contains("3|applied|up|0|0");
  }

  @Test
  void aFailureBehindACallThatWentWellLeavesNoDoubtAboutTheCall() {
    procedure();
    scene.folder().file("3_call.up.sql", OFF + "CALL fill(false);\nSELECT 1/0;");
    assertThat(failure(scene.lockkeeper()::up).code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
    assertThat(scene.state()).contains("3|partial|up|1|0");
    scene.folder().file("3_call.up.sql", OFF + "CALL fill(false);\nINSERT INTO t VALUES (3);");
    assertThat(scene.lockkeeper().up().outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(scene.rows("SELECT n FROM t ORDER BY n")).containsExactly("1", "2", "3");
  }

  @Test
  void aHalfAppliedCallCanRunAgainAfterItsFileIsMended() {
    procedure();
    scene.folder().pair("3", "call", OFF + "CALL fill(true);", "DELETE FROM t;");
    failure(scene.lockkeeper()::up);
    scene.folder().file("3_call.up.sql", OFF + "CALL fill(false);");
    scene.lockkeeper().resume(ResumeMode.RUN_AGAIN);
    assertThat(scene.rows("SELECT n FROM t ORDER BY n")).containsExactly("1", "1", "2");
    assertThat(scene.state()).contains("3|applied|up|0|0");
  }

  @Test
  void aHalfAppliedCallCanBeReverted() {
    procedure();
    scene.folder().pair("3", "call", OFF + "CALL fill(true);", "DELETE FROM t;");
    failure(scene.lockkeeper()::up);
    scene.lockkeeper().resume(ResumeMode.REVERT);
    assertThat(scene.value("SELECT count(*) FROM t")).isEqualTo("0");
    assertThat(scene.state()).containsExactly("1|applied|up|0|0", "2|applied|up|0|0");
    assertThat(failure(() -> scene.lockkeeper().resume(ResumeMode.SKIP)).code())
        .isEqualTo(ErrorCode.NOT_HALF_APPLIED);
    assertThat(scene.lockkeeper().status().get(2).state().id()).isEqualTo("pending");
  }

  @Test
  void aRevertWhoseFirstStatementFailsLeavesTheMigrationHalfApplied() {
    scene
        .folder()
        .pair(
            "2",
            "two",
            OFF + "CREATE TABLE a (n int);\nSELECT 1/0;",
            "DROP INDEX CONCURRENTLY none;\nDROP TABLE a;");
    failure(scene.lockkeeper()::up);
    assertThat(scene.state()).contains("2|partial|up|1|0");
    LockkeeperException e = failure(() -> scene.lockkeeper().resume(ResumeMode.REVERT));
    assertThat(e.sqlState()).contains("42704");
    assertThat(scene.state()).contains("2|partial|up|1|0");
    scene.folder().file("2_two.down.sql", "DROP TABLE a;");
    scene.lockkeeper().resume(ResumeMode.REVERT);
    assertThat(scene.state()).containsExactly("1|applied|up|0|0");
  }

  @Test
  void aWayDownThatAnEarlierRunBeganIsNotTakenForUndone() {
    scene
        .folder()
        .pair(
            "2",
            "two",
            "CREATE TABLE a (n int);",
            OFF + "DO $$ BEGIN INSERT INTO t VALUES (1); COMMIT; PERFORM 1/0; END $$;");
    scene.lockkeeper().up();
    assertThat(failure(() -> scene.lockkeeper().down(new DownRequest.Steps(1))).code())
        .isEqualTo(ErrorCode.HALF_APPLIED);
    scene.folder().file("2_two.down.sql", OFF + "DROP INDEX CONCURRENTLY none;\nDROP TABLE a;");
    failure(() -> scene.lockkeeper().resume(ResumeMode.RUN_AGAIN));
    assertThat(scene.state()).contains("2|partial|down|0|0");
    scene.folder().file("2_two.down.sql", "DROP TABLE a;");
    scene.lockkeeper().resume(ResumeMode.RUN_AGAIN);
    assertThat(scene.state()).containsExactly("1|applied|up|0|0");
  }

  private static final String BEFORE = OFF + "INSERT INTO t VALUES (0);\n";
  private static final String IN_DOUBT =
      "DO $$ BEGIN INSERT INTO t VALUES (1); COMMIT; PERFORM 1/0; END $$;\n";
  private static final String AFTER = "CREATE TABLE last (n int);\n";

  private void leaveADoubt() {
    scene.folder().file("2_doubt.up.sql", BEFORE + IN_DOUBT + AFTER);
    assertThat(failure(scene.lockkeeper()::up).code()).isEqualTo(ErrorCode.HALF_APPLIED);
    assertThat(scene.state()).contains("2|partial|up|1|2");
  }

  @Test
  void noOtherStatementIsSkippedInsteadOfTheOneInDoubt() {
    leaveADoubt();
    scene.folder().file("2_doubt.up.sql", BEFORE + AFTER);
    LockkeeperException e = failure(() -> scene.lockkeeper().resume(ResumeMode.SKIP));
    assertThat(e.code()).isEqualTo(ErrorCode.CHANGED);
    assertThat(e.getMessage()).contains("2_doubt.up.sql:3:1");
    assertThat(scene.exists("last")).isFalse();
    scene.lockkeeper().resume(ResumeMode.RUN_AGAIN);
    assertThat(scene.exists("last")).isTrue();
  }

  @Test
  void theStatementInDoubtMayBeSkippedWhereItStands() {
    leaveADoubt();
    scene.folder().file("2_doubt.up.sql", BEFORE + "/* a note */ " + IN_DOUBT + AFTER);
    scene.lockkeeper().resume(ResumeMode.SKIP);
    assertThat(scene.exists("last")).isTrue();
    assertThat(scene.value("SELECT count(*) FROM t")).isEqualTo("2");
  }

  @Test
  void theStatementInDoubtDoesNotMove() {
    leaveADoubt();
    scene
        .folder()
        .file("2_doubt.up.sql", BEFORE + "INSERT INTO t VALUES (5);\n" + IN_DOUBT + AFTER);
    for (ResumeMode mode : List.of(ResumeMode.RUN_AGAIN, ResumeMode.SKIP)) {
      LockkeeperException e = failure(() -> scene.lockkeeper().resume(mode));
      assertThat(e.code()).isEqualTo(ErrorCode.CHANGED);
      assertThat(e.getMessage()).contains("is statement 3 now");
    }
    assertThat(failure(scene.lockkeeper()::up).code()).isEqualTo(ErrorCode.CHANGED);
    assertThat(scene.value("SELECT count(*) FROM t")).isEqualTo("2");
  }

  @Test
  void aChangeInCopyDataThatIsAppliedIsRefused() {
    String rest = "CREATE INDEX CONCURRENTLY t_n ON t (n);\nSELECT 1/0;\n";
    scene.folder().file("2_copy.up.sql", "COPY t FROM STDIN;\n1\t1\n\\.\n" + rest);
    failure(scene.lockkeeper()::up);
    assertThat(scene.state()).contains("2|partial|up|2|0");
    scene.folder().file("2_copy.up.sql", "COPY t FROM STDIN;\n2\t2\n\\.\n" + rest);
    assertThat(failure(scene.lockkeeper()::up).code()).isEqualTo(ErrorCode.CHANGED);
  }
}
