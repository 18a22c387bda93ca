package dev.lockkeeper.release.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.release.platform.Ending;
import dev.lockkeeper.release.platform.JobResult;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class VerdictTest {

  @Test
  void onlyAGoodEndSaysNothing() {
    assertThat(Verdict.of(result(Ending.SUCCEEDED, OptionalInt.of(0)))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(value = Ending.class, mode = EnumSource.Mode.EXCLUDE, names = "SUCCEEDED")
  void everyOtherEndKeepsTheGateClosedAndSaysWhatToDo(Ending ending) {
    LockkeeperException closed = Verdict.of(result(ending, OptionalInt.empty())).orElseThrow();

    assertThat(closed.code().outcome().exitCode()).isNotZero();
    assertThat(closed).hasMessageContaining("migrate-1").hasMessageContaining("the words");
    assertThat(closed.hint()).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "1, JOB_FAILED", "2, PLATFORM_SETTINGS", "3, JOB_REFUSED", "4, LOCKED", "5, UNREACHABLE",
    "6, HALF_APPLIED", "7, JOB_FAILED", "130, JOB_CANCELLED", "127, JOB_FAILED", "137, JOB_FAILED"
  })
  void theExitCodeOfAJobDecides(int exit, ErrorCode code) {
    assertThat(Verdict.of(result(Ending.FAILED, OptionalInt.of(exit))).orElseThrow().code())
        .isEqualTo(code);
  }

  private static JobResult result(Ending ending, OptionalInt exit) {
    return new JobResult("migrate-1", ending, exit, "the words", Optional.empty());
  }
}
