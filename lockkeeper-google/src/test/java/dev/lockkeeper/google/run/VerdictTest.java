package dev.lockkeeper.google.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.run.v2.Condition;
import com.google.cloud.run.v2.Condition.CommonReason;
import com.google.cloud.run.v2.Condition.ExecutionReason;
import com.google.cloud.run.v2.Condition.State;
import com.google.cloud.run.v2.Container;
import com.google.cloud.run.v2.Execution;
import com.google.cloud.run.v2.Task;
import com.google.cloud.run.v2.TaskAttemptResult;
import com.google.cloud.run.v2.TaskTemplate;
import com.google.protobuf.Timestamp;
import com.google.rpc.Status;
import dev.lockkeeper.release.image.ImageReference;
import dev.lockkeeper.release.platform.Ending;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What an execution's facts mean, fact by fact. */
class VerdictTest {
  private static final String IMAGE = "host.dev/apps/orders@sha256:" + "a".repeat(64);
  private static final ImageReference ASKED = ImageReference.parse(IMAGE).orElseThrow();

  private static Execution good(UnaryOperator<Execution.Builder> change) {
    return change
        .apply(
            Execution.newBuilder()
                .setName("projects/p/locations/l/jobs/j/executions/j-abcde")
                .setTaskCount(1)
                .setSucceededCount(1)
                .setCompletionTime(Timestamp.newBuilder().setSeconds(1))
                .setTemplate(
                    TaskTemplate.newBuilder().addContainers(Container.newBuilder().setImage(IMAGE)))
                .addConditions(condition(State.CONDITION_SUCCEEDED).build()))
        .build();
  }

  private static Condition.Builder condition(State state) {
    return Condition.newBuilder().setType("Completed").setState(state);
  }

  private static Execution failed(Condition.Builder condition) {
    return good(
        builder ->
            builder
                .setSucceededCount(0)
                .setFailedCount(1)
                .clearConditions()
                .addConditions(condition));
  }

  private static Ending ending(Execution execution, Task... tasks) {
    return Verdict.of(execution, List.of(tasks), ASKED).ending();
  }

  private static Task task(TaskAttemptResult.Builder result) {
    return Task.newBuilder().setLastAttemptResult(result).build();
  }

  @Test
  void successNeedsEverythingToSaySo() {
    assertThat(ending(good(builder -> builder))).isEqualTo(Ending.SUCCEEDED);
    assertThat(ending(good(builder -> builder.setSucceededCount(0)))).isEqualTo(Ending.LOST);
    assertThat(ending(good(builder -> builder.setTaskCount(2)))).isEqualTo(Ending.LOST);
    assertThat(ending(good(builder -> builder.setTaskCount(0).setSucceededCount(0))))
        .isEqualTo(Ending.LOST);
    assertThat(ending(good(builder -> builder.setFailedCount(1)))).isEqualTo(Ending.LOST);
    assertThat(ending(good(builder -> builder.setRunningCount(1)))).isEqualTo(Ending.LOST);
    assertThat(ending(good(builder -> builder.setCancelledCount(1)))).isEqualTo(Ending.CANCELLED);
    assertThat(ending(good(builder -> builder.clearConditions()))).isEqualTo(Ending.LOST);
    assertThat(ending(good(builder -> builder.setDeleteTime(Timestamp.getDefaultInstance()))))
        .isEqualTo(Ending.LOST);
    assertThat(
            ending(
                good(
                    builder ->
                        builder
                            .clearConditions()
                            .addConditions(
                                condition(State.CONDITION_SUCCEEDED).setType("Started")))))
        .isEqualTo(Ending.LOST);
  }

  @ParameterizedTest
  @EnumSource(
      value = State.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"CONDITION_SUCCEEDED", "UNRECOGNIZED"})
  void noOtherStateIsASuccess(State state) {
    assertThat(ending(good(builder -> builder.clearConditions().addConditions(condition(state)))))
        .isEqualTo(Ending.LOST);
  }

  @ParameterizedTest
  @CsvSource({
    "NON_ZERO_EXIT_CODE, FAILED",
    "CANCELLED, CANCELLED",
    "CANCELLING, CANCELLED",
    "DELETED, LOST",
    "DELAYED_START_PENDING, PLATFORM",
    "JOB_STATUS_SERVICE_POLLING_ERROR, LOST",
    "EXECUTION_REASON_UNDEFINED, LOST",
  })
  void reasonsOfExecutions(ExecutionReason reason, Ending ending) {
    assertThat(ending(failed(condition(State.CONDITION_FAILED).setExecutionReason(reason))))
        .isEqualTo(ending);
  }

  @ParameterizedTest
  @CsvSource({
    "UNKNOWN, LOST",
    "COMMON_REASON_UNDEFINED, LOST",
    "REVISION_FAILED, PLATFORM",
    "PROGRESS_DEADLINE_EXCEEDED, PLATFORM",
    "CONTAINER_MISSING, CONFIGURATION",
    "CONTAINER_PERMISSION_DENIED, CONFIGURATION",
    "CONTAINER_IMAGE_UNAUTHORIZED, CONFIGURATION",
    "CONTAINER_IMAGE_AUTHORIZATION_CHECK_FAILED, CONFIGURATION",
    "ENCRYPTION_KEY_PERMISSION_DENIED, CONFIGURATION",
    "ENCRYPTION_KEY_CHECK_FAILED, CONFIGURATION",
    "SECRETS_ACCESS_CHECK_FAILED, CONFIGURATION",
    "WAITING_FOR_OPERATION, PLATFORM",
    "IMMEDIATE_RETRY, PLATFORM",
    "POSTPONED_RETRY, PLATFORM",
    "INTERNAL, PLATFORM",
    "VPC_NETWORK_NOT_FOUND, CONFIGURATION",
  })
  void reasonsOfThePlatform(CommonReason reason, Ending ending) {
    assertThat(ending(failed(condition(State.CONDITION_FAILED).setReason(reason))))
        .isEqualTo(ending);
  }

  @Test
  void reasonsThatAreNotKnownAreNoSuccess() {
    assertThat(ending(failed(condition(State.CONDITION_FAILED).setReasonValue(999))))
        .isEqualTo(Ending.LOST);
    assertThat(ending(failed(condition(State.CONDITION_FAILED).setExecutionReasonValue(999))))
        .isEqualTo(Ending.LOST);
    assertThat(ending(failed(condition(State.CONDITION_FAILED).setRevisionReasonValue(1))))
        .isEqualTo(Ending.LOST);
    assertThat(ending(failed(condition(State.CONDITION_FAILED)))).isEqualTo(Ending.LOST);
  }

  @Test
  void tasksTellWhatConditionsDoNot() {
    Execution silent = failed(condition(State.CONDITION_FAILED));
    Task code = task(TaskAttemptResult.newBuilder().setExitCode(3));
    assertThat(ending(silent, code)).isEqualTo(Ending.FAILED);
    assertThat(Verdict.of(silent, List.of(code), ASKED).exitCode()).hasValue(3);
    Task killed = task(TaskAttemptResult.newBuilder().setTermSignal(9));
    assertThat(ending(silent, killed)).isEqualTo(Ending.FAILED);
    assertThat(Verdict.of(silent, List.of(killed), ASKED).exitCode()).isEmpty();
    assertThat(Verdict.of(silent, List.of(killed), ASKED).reason()).isEqualTo("signal 9");
    Task slow = task(TaskAttemptResult.newBuilder().setStatus(Status.newBuilder().setCode(4)));
    assertThat(ending(silent, slow)).isEqualTo(Ending.TIMED_OUT);
    assertThat(
            ending(
                failed(
                    condition(State.CONDITION_FAILED)
                        .setExecutionReason(ExecutionReason.NON_ZERO_EXIT_CODE)
                        .setMessage("The configured timeout was reached."))))
        .isEqualTo(Ending.TIMED_OUT);
  }

  @ParameterizedTest
  @CsvSource({
    "host.dev/apps/orders@sha256:A, false",
    "host.dev/apps/other@sha256:B, false",
    "host.dev/apps/orders@sha256:B, true",
    "host.dev/apps/orders:1.4, false",
    "'', false",
    "no image, false",
  })
  void theImageThatRanMustBeTheOneThatWasAskedFor(String ran, boolean isSame) {
    String image =
        ran.replace("sha256:A", "sha256:" + "b".repeat(64))
            .replace("sha256:B", "sha256:" + "a".repeat(64));
    Execution execution =
        good(
            builder ->
                builder.setTemplate(
                    TaskTemplate.newBuilder()
                        .addContainers(Container.newBuilder().setImage(image))));
    assertThat(ending(execution)).isEqualTo(isSame ? Ending.SUCCEEDED : Ending.CONFIGURATION);
  }

  @Test
  void aTagMayBeShownAsItsDigest() {
    ImageReference tag = ImageReference.parse("host.dev/apps/orders:1.4").orElseThrow();
    assertThat(Verdict.of(good(builder -> builder), List.of(), tag).ending())
        .isEqualTo(Ending.SUCCEEDED);
  }

  @Test
  void itIsOverWhenACompletionOrATerminalConditionSaysSo() {
    assertThat(Verdict.isOver(good(builder -> builder))).isTrue();
    assertThat(Verdict.isOver(good(builder -> builder.clearCompletionTime()))).isTrue();
    assertThat(Verdict.isOver(good(builder -> builder.clearCompletionTime().clearConditions())))
        .isFalse();
    assertThat(
            Verdict.isOver(
                good(
                    builder ->
                        builder
                            .clearCompletionTime()
                            .clearConditions()
                            .addConditions(condition(State.CONDITION_RECONCILING)))))
        .isFalse();
  }
}
