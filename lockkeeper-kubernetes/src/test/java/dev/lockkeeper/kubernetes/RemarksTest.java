package dev.lockkeeper.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class RemarksTest {
  private static final Job JOB =
      new JobBuilder()
          .withNewMetadata()
          .withName("migrate")
          .endMetadata()
          .withNewSpec()
          .endSpec()
          .build();

  @Test
  void aSuspendedJobIsTold() {
    Job suspended = new JobBuilder(JOB).editSpec().withSuspend(true).endSpec().build();
    assertThat(remarks(suspended, pod()))
        .singleElement()
        .asString()
        .contains("migrate is suspended", "spec.suspend");
  }

  @Test
  void aSidecarThatKeepsTheJobAliveIsTold() {
    Pod pod =
        new PodBuilder(pod())
            .editStatus()
            .addNewContainerStatus()
            .withName(JobManifest.CONTAINER)
            .withNewState()
            .withNewTerminated()
            .withExitCode(0)
            .endTerminated()
            .endState()
            .endContainerStatus()
            .addNewContainerStatus()
            .withName("istio-proxy")
            .withNewState()
            .withNewRunning("2026-01-01T00:00:00Z")
            .endState()
            .endContainerStatus()
            .endStatus()
            .build();
    assertThat(remarks(JOB, pod))
        .singleElement()
        .asString()
        .contains("exit code 0", "istio-proxy still runs", "native sidecar");
  }

  @Test
  void whatRunsBeforeTheProgramAndCannotIsTold() {
    Pod pod =
        new PodBuilder(pod())
            .editStatus()
            .addNewInitContainerStatus()
            .withName("proxy")
            .withNewState()
            .withNewWaiting("no such image", "ErrImagePull")
            .endState()
            .endInitContainerStatus()
            .endStatus()
            .build();
    assertThat(remarks(JOB, pod)).singleElement().asString().contains("ErrImagePull");
  }

  @Test
  void aBackOffThatGrowsIsTheSameRemark() {
    assertThat(Remarks.steady("CrashLoopBackOff: back-off 1m20s restarting"))
        .isEqualTo(Remarks.steady("CrashLoopBackOff: back-off 10s restarting"));
  }

  @Test
  void aPodThatIsMadeIsNotWorthARemark() {
    Pod pod =
        new PodBuilder(pod())
            .editStatus()
            .addNewContainerStatus()
            .withName(JobManifest.CONTAINER)
            .withNewState()
            .withNewWaiting(null, "ContainerCreating")
            .endState()
            .endContainerStatus()
            .endStatus()
            .build();
    assertThat(remarks(JOB, pod)).isEmpty();
  }

  private static List<String> remarks(Job job, Pod pod) {
    return Remarks.of(
        new JobState(job, false, List.of(PodState.of(pod, JobManifest.CONTAINER, false))));
  }

  private static Pod pod() {
    return new PodBuilder()
        .withNewMetadata()
        .withName("migrate-1")
        .endMetadata()
        .withNewSpec()
        .endSpec()
        .withNewStatus()
        .endStatus()
        .build();
  }
}
