package dev.lockkeeper.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.release.image.ImageReference;
import dev.lockkeeper.release.platform.Ending;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each state of a Job and its pods means for the gate. */
class JobVerdictTest {
  private static final String ASKED = Shop.REPOSITORY + "@" + Shop.FIRST;

  @ParameterizedTest(name = "{0}/{1} with a pod {2} {3} {4}: {5}")
  @CsvSource(
      nullValues = "-",
      value = {
        // condition, its reason, then the pod: exit code, why its container ended, why it was taken
        "Complete, -, 0, Completed, -, SUCCEEDED",
        "Failed, BackoffLimitExceeded, 1, Error, -, FAILED",
        "Failed, BackoffLimitExceeded, 6, Error, -, FAILED",
        "Failed, PodFailurePolicy, 42, Error, -, FAILED",
        "Failed, BackoffLimitExceeded, 137, OOMKilled, -, FAILED",
        "Failed, BackoffLimitExceeded, 143, Error, -, FAILED",
        "Failed, BackoffLimitExceeded, 128, StartError, -, CONFIGURATION",
        "Failed, BackoffLimitExceeded, 127, ContainerCannotRun, -, CONFIGURATION",
        "Failed, BackoffLimitExceeded, 137, Error, Evicted, PLATFORM",
        "Failed, BackoffLimitExceeded, 143, Error, Terminated, PLATFORM",
        "Failed, BackoffLimitExceeded, -, -, UnexpectedAdmissionError, PLATFORM",
        "Failed, BackoffLimitExceeded, -, -, OutOfcpu, PLATFORM",
        "Failed, BackoffLimitExceeded, 0, Completed, -, PLATFORM",
        "Failed, BackoffLimitExceeded, -, -, -, PLATFORM",
        "Failed, DeadlineExceeded, 143, Error, -, TIMED_OUT",
        "Failed, DeadlineExceeded, -, -, -, TIMED_OUT",
        "Failed, SomethingNew, 0, Completed, -, LOST",
        "Failed, -, 1, Error, -, LOST",
      })
  void aJobThatIsOverIsJudged(
      String condition,
      String reason,
      Integer exitCode,
      String ended,
      String taken,
      Ending ending) {
    Pod pod = pod("a", exitCode, ended, taken);
    JobVerdict verdict = verdict(job(condition, reason, 1), false, pod).orElseThrow();
    assertThat(verdict.ending()).isEqualTo(ending);
    if (ending == Ending.FAILED) {
      assertThat(verdict.exitCode()).hasValue(exitCode);
    }
  }

  @ParameterizedTest
  @CsvSource({"SuccessCriteriaMet", "FailureTarget", "Suspended", "SomethingNew"})
  void otherConditionsAreNoEnd(String condition) {
    assertThat(verdict(job(condition, "x", 0), false, pod("a", 0, "Completed", null))).isEmpty();
  }

  @Test
  void aPodThatHasSucceededIsNoEndOfItsJob() {
    Job job = new JobBuilder().withNewMetadata().endMetadata().withNewSpec().endSpec().build();
    assertThat(verdict(job, false, pod("a", 0, "Completed", null))).isEmpty();
  }

  @Test
  void aJobThatIsGoneIsLostWhateverItsPodsDid() {
    Job job = new JobBuilder().withNewMetadata().endMetadata().withNewSpec().endSpec().build();
    JobVerdict verdict = verdict(job, true, pod("a", 0, "Completed", null)).orElseThrow();
    assertThat(verdict.ending()).isEqualTo(Ending.LOST);
  }

  @Test
  void aJobThatWasSeenCompleteBeforeItWentIsComplete() {
    JobVerdict verdict =
        verdict(job("Complete", null, 1), true, pod("a", 0, "Completed", null)).orElseThrow();
    assertThat(verdict.ending()).isEqualTo(Ending.SUCCEEDED);
  }

  @Test
  void twoPodsThatSucceededAreOneTooMany() {
    JobVerdict verdict =
        verdict(
                job("Complete", null, 1),
                false,
                pod("a", 0, "Completed", null),
                pod("b", 0, "Completed", null))
            .orElseThrow();
    assertThat(verdict.ending()).isEqualTo(Ending.LOST);
    assertThat(verdict.reason()).contains("2 have");
  }

  @Test
  void completeWithoutASuccessIsNotBelieved() {
    assertThat(verdict(job("Complete", null, 0), false).orElseThrow().ending())
        .isEqualTo(Ending.LOST);
  }

  @Test
  void theJobsOwnWordIsEnoughWhenItsPodIsGone() {
    JobVerdict verdict = verdict(job("Complete", null, 1), false).orElseThrow();
    assertThat(verdict.ending()).isEqualTo(Ending.SUCCEEDED);
    assertThat(verdict.digest()).contains(Shop.FIRST);
  }

  @Test
  void aFailureWithoutAPodIsLost() {
    JobVerdict verdict = verdict(job("Failed", "BackoffLimitExceeded", 0), false).orElseThrow();
    assertThat(verdict.ending()).isEqualTo(Ending.LOST);
  }

  @Test
  void theLastPodSaysWhyAJobFailed() {
    Pod first = pod("2026-01-01T00:00:00Z", 1, "Error", null);
    Pod last = pod("2026-01-01T00:01:00Z", 2, "Error", null);
    JobVerdict verdict =
        verdict(job("Failed", "BackoffLimitExceeded", 0), false, first, last).orElseThrow();
    assertThat(verdict.exitCode()).hasValue(2);
  }

  @ParameterizedTest
  @CsvSource({"143, CANCELLED", "137, CANCELLED", "6, FAILED"})
  void aPodThatSomebodyDeletedWasCancelledUnlessItHadEndedByItself(int exitCode, Ending ending) {
    Pod pod =
        new PodBuilder(pod("a", exitCode, "Error", null))
            .editMetadata()
            .withDeletionTimestamp("2026-01-01T00:00:00Z")
            .endMetadata()
            .build();
    assertThat(verdict(job("Failed", "BackoffLimitExceeded", 0), false, pod).orElseThrow().ending())
        .isEqualTo(ending);
  }

  @ParameterizedTest
  @CsvSource({
    "ImagePullBackOff, CONFIGURATION",
    "ErrImagePull, CONFIGURATION",
    "InvalidImageName, CONFIGURATION",
    "CreateContainerConfigError, CONFIGURATION",
    "ContainerCreating, TIMED_OUT",
  })
  void aJobThatNeverRanBeforeItsDeadlineSaysWhy(String waiting, Ending ending) {
    Pod pod =
        new PodBuilder(pod("a", null, null, null))
            .editStatus()
            .editFirstContainerStatus()
            .withState(new ContainerStateBuilder().withNewWaiting("it waits", waiting).build())
            .endContainerStatus()
            .endStatus()
            .build();
    assertThat(verdict(job("Failed", "DeadlineExceeded", 0), false, pod).orElseThrow().ending())
        .isEqualTo(ending);
  }

  @Test
  void aPodThatNoNodeTookIsTheClustersFailure() {
    Pod pod =
        new PodBuilder(pod("a", null, null, null))
            .editStatus()
            .withContainerStatuses()
            .addNewCondition()
            .withType("PodScheduled")
            .withStatus("False")
            .withReason("Unschedulable")
            .withMessage("0/3 nodes are available")
            .endCondition()
            .endStatus()
            .build();
    JobVerdict verdict = verdict(job("Failed", "DeadlineExceeded", 0), false, pod).orElseThrow();
    assertThat(verdict.ending()).isEqualTo(Ending.PLATFORM);
    assertThat(verdict.reason()).contains("0/3 nodes");
  }

  @Test
  void anotherImageThanTheOneAskedForIsNoProof() {
    Pod pod =
        new PodBuilder(pod("a", 0, "Completed", null))
            .editSpec()
            .editFirstContainer()
            .withImage(Shop.REPOSITORY + "@" + Shop.SECOND)
            .endContainer()
            .endSpec()
            .editStatus()
            .editFirstContainerStatus()
            .withImageID(Shop.REPOSITORY + "@" + Shop.SECOND)
            .endContainerStatus()
            .endStatus()
            .build();
    JobVerdict verdict = verdict(job("Complete", null, 1), false, pod).orElseThrow();
    assertThat(verdict.ending()).isEqualTo(Ending.CONFIGURATION);
    assertThat(verdict.reason()).contains(Shop.SECOND);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        // asked, what the pod names, what the runtime says, whether it is the one, its digest
        "r/a@1, r/a@1, r/a@1, true, 1",
        "r/a@1, r/a@1, docker-pullable://r/a@1, true, 1",
        "r/a@1, r/a@1, r/a@2, true, 1",
        "r/a@1, r/a@2, r/a@2, false, 2",
        "r/a@1, mirror/a@1, mirror/a@1, true, 1",
        "r/a@1, r/a:x, r/a@1, true, 1",
        "r/a@1, r/a:x, '', false, -",
        "r/a:x, r/a:x, r/a@2, true, 2",
        "r/a:x, r/a:x, sha256:2, true, -",
        "r/a:x, r/a:y, r/a@2, false, 2",
      })
  void theImageThatRanIsCompared(
      String asked, String named, String ran, boolean isAsked, String digest) {
    Pod pod =
        new PodBuilder(pod("a", 0, "Completed", null))
            .editSpec()
            .editFirstContainer()
            .withImage(whole(named))
            .endContainer()
            .endSpec()
            .editStatus()
            .editFirstContainerStatus()
            .withImageID(whole(ran))
            .endContainerStatus()
            .endStatus()
            .build();
    PodState state = PodState.of(pod, JobManifest.CONTAINER, false);
    RunImage image = RunImage.of(state, ImageReference.parse(whole(asked)).orElseThrow());
    assertThat(image)
        .isEqualTo(
            new RunImage(
                isAsked, Optional.ofNullable(digest).map(one -> "sha256:" + one.repeat(64))));
  }

  private static String whole(String text) {
    return text.endsWith("1") || text.endsWith("2")
        ? text.substring(0, text.length() - 1)
            + (text.contains("sha256:") ? "" : "sha256:")
            + text.substring(text.length() - 1).repeat(64)
        : text;
  }

  private static Optional<JobVerdict> verdict(Job job, boolean isGone, Pod... pods) {
    List<PodState> states =
        List.of(pods).stream().map(pod -> PodState.of(pod, JobManifest.CONTAINER, false)).toList();
    return JobVerdict.of(
        new JobState(job, isGone, states), ImageReference.parse(ASKED).orElseThrow());
  }

  private static Job job(String condition, String reason, int succeeded) {
    return new JobBuilder()
        .withNewMetadata()
        .withName("migrate")
        .endMetadata()
        .withNewSpec()
        .endSpec()
        .withNewStatus()
        .withSucceeded(succeeded)
        .addNewCondition()
        .withType(condition)
        .withStatus("True")
        .withReason(reason)
        .endCondition()
        .endStatus()
        .build();
  }

  private static Pod pod(String created, Integer exitCode, String ended, String taken) {
    ContainerStateBuilder state = new ContainerStateBuilder();
    if (exitCode != null) {
      state.withNewTerminated().withExitCode(exitCode).withReason(ended).endTerminated();
    }
    return new PodBuilder()
        .withNewMetadata()
        .withName("migrate-" + created)
        .withCreationTimestamp(created)
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName(JobManifest.CONTAINER)
        .withImage(ASKED)
        .endContainer()
        .endSpec()
        .withNewStatus()
        .withReason(taken)
        .addNewContainerStatus()
        .withName(JobManifest.CONTAINER)
        .withImageID(ASKED)
        .withState(state.build())
        .endContainerStatus()
        .endStatus()
        .build();
  }
}
