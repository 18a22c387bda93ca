package dev.lockkeeper.google.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.run.v2.Condition.CommonReason;
import com.google.cloud.run.v2.Condition.ExecutionReason;
import com.google.cloud.secretmanager.v1.SecretVersion;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.google.fake.Conditions;
import dev.lockkeeper.release.platform.Ending;
import dev.lockkeeper.release.platform.JobResult;
import dev.lockkeeper.release.platform.JobRun;
import dev.lockkeeper.release.platform.Platform;
import io.grpc.Status;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong with jobs: each time nothing counts as done, and the next run goes on. */
@EnabledIfSystemProperty(named = "suites", matches = "full")
class CloudRunJobFaultsIT {
  private final Scene scene = new Scene();

  @AfterEach
  void stop() {
    scene.close();
  }

  private JobResult release() {
    try (Platform platform = scene.platform()) {
      platform.prepare(scene.wished(), scene.notes);
      return platform.run(scene.run(), scene.notes);
    }
  }

  private LockkeeperException failure(Runnable work) {
    try {
      work.run();
    } catch (LockkeeperException e) {
      return e;
    }
    throw new AssertionError("nothing failed");
  }

  @Test
  void followsTheExecutionOfAGateThatWasKilled() {
    scene.script("sleep 0.4; echo migrated");
    Notes first = new Notes().killedAfter(12);
    try (Platform platform = scene.platform()) {
      platform.prepare(scene.wished(), new Notes());
      assertThatThrownBy(() -> platform.run(scene.run(), first)).isInstanceOf(Notes.Killed.class);
    }
    try (Platform platform = scene.platform()) {
      JobResult result = platform.run(scene.run(), first.next());
      assertThat(result.ending()).isEqualTo(Ending.SUCCEEDED);
    }
    assertThat(scene.cloud.executions()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 4, 6, 7, 8})
  void startsOnceWhereverTheGateIsKilled(int pauses) {
    scene.script("sleep 0.1; echo migrated");
    Notes first = new Notes().killedAfter(pauses);
    try (Platform platform = scene.platform()) {
      platform.prepare(scene.wished(), first);
      platform.run(scene.run(), first);
    } catch (Notes.Killed e) {
      assertThat(first.lines).hasSizeLessThan(2);
    }
    Notes second = first.next();
    try (Platform platform = scene.platform()) {
      platform.prepare(scene.wished(), second);
      assertThat(platform.run(scene.run(), second).ending()).isEqualTo(Ending.SUCCEEDED);
    }
    assertThat(scene.cloud.executions()).hasSize(1);
    assertThat(second.lines).containsExactly("migrated");
  }

  @Test
  void looksForTheExecutionWhenTheAnswerOfRunJobIsLost() {
    scene.cloud.faults().failAfter("RunJob", Status.UNAVAILABLE);
    assertThat(release().ending()).isEqualTo(Ending.SUCCEEDED);
    assertThat(scene.count("RunJob")).isOne();
    assertThat(scene.cloud.executions()).hasSize(1);
  }

  @Test
  void startsItWhenRunJobHasReallyFailed() {
    scene.cloud.faults().failBefore("RunJob", Status.UNAVAILABLE);
    assertThat(release().ending()).isEqualTo(Ending.SUCCEEDED);
    assertThat(scene.count("RunJob")).isEqualTo(2);
    assertThat(scene.cloud.executions()).hasSize(1);
  }

  @Test
  void givesUpWhenRunJobAlwaysFails() {
    scene.cloud.faults().failAlways("RunJob", Status.UNAVAILABLE);
    assertThat(failure(this::release).code()).isEqualTo(ErrorCode.PLATFORM);
    assertThat(scene.cloud.executions()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GetJob",
        "CreateJob",
        "GetOperation",
        "ListExecutions",
        "RunJob",
        "GetExecution",
        "ListTasks",
        "ListLogEntries"
      })
  void everyCallMayFailOnceBeforeAndAfterItsWork(String method) {
    scene.cloud.faults().failBefore(method, Status.UNAVAILABLE);
    scene.cloud.faults().failAfter(method, Status.UNAVAILABLE);
    assertThat(release().ending()).isEqualTo(Ending.SUCCEEDED);
    assertThat(scene.cloud.executions()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GetJob", "UpdateJob", "GetExecution", "ListExecutions"})
  void aServiceThatStaysAwayIsAFailureOfThePlatform(String method) {
    release();
    scene.cloud.faults().failAlways(method, Status.UNAVAILABLE);
    scene.script("echo other");
    Notes other = new Notes();
    LockkeeperException failure =
        failure(
            () -> {
              try (Platform platform = scene.platform()) {
                platform.prepare(scene.wished(), other);
                platform.run(new JobRun(scene.wished(), "other", Optional.empty()), other);
              }
            });
    assertThat(failure.code()).isEqualTo(ErrorCode.PLATFORM);
    scene.cloud.awaitExecutions();
    scene.cloud.faults().mend();
    try (Platform platform = scene.platform()) {
      platform.prepare(scene.wished(), other.next());
      JobRun run = new JobRun(scene.wished(), "other", Optional.empty());
      assertThat(platform.run(run, other.next()).ending()).isEqualTo(Ending.SUCCEEDED);
    }
    assertThat(scene.cloud.executions()).hasSize(2);
  }

  @Test
  void aVanishedExecutionIsLost() {
    scene.cloud.faults().before("GetExecution", scene.cloud::forgetExecutions);
    assertThat(release().ending()).isEqualTo(Ending.LOST);
    assertThat(scene.count("RunJob")).isOne();
    try (Platform platform = scene.platform()) {
      assertThat(platform.run(scene.run(), scene.notes.next()).ending()).isEqualTo(Ending.LOST);
    }
    assertThat(scene.count("RunJob")).isOne();
  }

  @ParameterizedTest
  @EnumSource(
      value = CommonReason.class,
      names = {"CONTAINER_MISSING", "VPC_NETWORK_NOT_FOUND", "INTERNAL"})
  void aJobThatDoesNotBecomeReadyIsNotRun(CommonReason reason) {
    scene.cloud.faults().failJobs(reason);
    LockkeeperException failure = failure(this::release);
    assertThat(failure.code())
        .isEqualTo(
            reason == CommonReason.INTERNAL ? ErrorCode.PLATFORM : ErrorCode.PLATFORM_SETTINGS);
    assertThat(failure.getMessage()).contains(reason.name());
    assertThat(scene.count("RunJob")).isZero();
    scene.cloud.faults().mend();
    assertThat(release().ending()).isEqualTo(Ending.SUCCEEDED);
  }

  @Test
  void aSecretThatIsDisabledBetweenCheckAndStartIsAConfiguration() {
    scene.job = Scene.job(List.of("true"), List.of(), Map.of("DB", "sm://orders-project/db/1"), 0);
    scene.cloud.secrets().add("projects/orders-project/secrets/db", "hidden value");
    scene
        .cloud
        .faults()
        .before(
            "RunJob",
            () ->
                scene
                    .cloud
                    .secrets()
                    .state("projects/orders-project/secrets/db", 1, SecretVersion.State.DISABLED));
    JobResult result = release();
    assertThat(result.ending()).isEqualTo(Ending.CONFIGURATION);
    assertThat(result.reason()).contains("SECRETS_ACCESS_CHECK_FAILED");
  }

  @Test
  void anotherImageThatRanUnderOurKeyIsNoSuccess() {
    scene
        .cloud
        .faults()
        .before(
            "RunJob",
            () ->
                scene.cloud.changeJobUnseen(
                    "orders-migrate", job -> Scene.withImage(job, Scene.OLD)));
    JobResult result = release();
    assertThat(result.ending()).isEqualTo(Ending.CONFIGURATION);
    assertThat(result.reason()).contains(Scene.OLD);
  }

  @Test
  void aJobThatSomebodyChangesBeforeTheRunIsMadeOursAgain() {
    scene
        .cloud
        .faults()
        .before(
            "RunJob",
            () -> scene.cloud.changeJob("orders-migrate", job -> Scene.withImage(job, Scene.OLD)));
    assertThat(release().ending()).isEqualTo(Ending.SUCCEEDED);
    assertThat(scene.cloud.executions()).hasSize(1);
    assertThat(scene.cloud.executions().get(0).getTemplate().getContainers(0).getImage())
        .endsWith(Scene.NEW);
  }

  @Test
  void aConditionThatDoesNotSayWellIsNotTakenForIt() {
    scene
        .cloud
        .faults()
        .endExecutions(
            Conditions.failed("Completed", ExecutionReason.JOB_STATUS_SERVICE_POLLING_ERROR, ""));
    assertThat(release().ending()).isEqualTo(Ending.LOST);
  }
}
