package dev.lockkeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.guarded.GuardedRun;
import dev.lockkeeper.ledger.StatementRecord;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The lock is lost while another program works under it. */
class GuardLossIT extends LeftoversScene {

  @Test
  void stopsTheProgramWhenTheLockIsLost() {
    CountDownLatch stopped = new CountDownLatch(1);
    LockkeeperException failure =
        failure(
            run -> {
              run.onLoss(stopped::countDown);
              run.record(List.of(statement(1, "CREATE TABLE a ()")));
              scene.execute(
                  "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'");
              int next = 2;
              while (isRecorded(run, statement(next, "CREATE TABLE b ()"))) {
                next++;
              }
              assertThat(stopped.getCount()).isZero();
              run.record(List.of(statement(next + 1, "CREATE TABLE c ()")));
              return CHANGED;
            });
    assertThat(failure.code()).isEqualTo(ErrorCode.CONNECTION_LOST);
    assertThat(scene.rows("SELECT outcome, error_code FROM lockkeeper.run"))
        .containsExactly("unreachable|connection-lost");
    assertThat(scene.value("SELECT body FROM lockkeeper.statement ORDER BY number DESC LIMIT 1"))
        .as("what the server has answered when the loss is known")
        .isEqualTo("CREATE TABLE c ()");
    assertThat(scene.value("SELECT count(*) = max(number) FROM lockkeeper.statement"))
        .isEqualTo("t");
  }

  @Test
  void noticesThatTheLockWasLostAtTheEnd() {
    LockkeeperException failure =
        failure(
            run -> {
              scene.execute(
                  "SELECT pg_terminate_backend(pid, 10000) FROM pg_locks WHERE locktype ="
                      + " 'advisory'");
              return CHANGED;
            });
    assertThat(failure.code()).isEqualTo(ErrorCode.CONNECTION_LOST);
    assertThat(scene.value("SELECT outcome FROM lockkeeper.run")).isEqualTo("unreachable");
  }

  @Test
  void keepsALateStatementBesideWhatTheNextRunHasSeen() throws Exception {
    String[] first = new String[1];
    try (Busy busy = new Busy("SELECT pg_sleep(2)")) {
      LockkeeperException failure =
          failure(
              run -> {
                first[0] = run.runId();
                run.opened(busy.pid());
                run.record(List.of(statement(1, "SELECT 1")));
                scene.execute(
                    "SELECT pg_terminate_backend(pid, 10000) FROM pg_locks WHERE locktype ="
                        + " 'advisory'");
                guard(next -> UNCHANGED);
                assertThat(isRecorded(run, statement(2, "UPDATE important"))).isFalse();
                return CHANGED;
              });
      assertThat(failure.code()).isEqualTo(ErrorCode.CONNECTION_LOST);
    }
    assertThat(scene.lockkeeper().statements(first[0]))
        .extracting(each -> each.number() + " " + each.text())
        .containsExactly("1 SELECT 1", "2 UPDATE important", "3 SELECT pg_sleep(?)");
  }

  private static boolean isRecorded(GuardedRun run, StatementRecord statement) {
    try {
      run.record(List.of(statement));
      return true;
    } catch (LockkeeperException e) {
      return false;
    }
  }
}
