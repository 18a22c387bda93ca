package dev.lockkeeper.kubernetes;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.release.platform.PastExecution;
import dev.lockkeeper.release.platform.Watch;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The Jobs of earlier releases that the cluster still has. */
final class JobHistory {
  private final Api api;

  JobHistory(Api api) {
    this.api = api;
  }

  List<PastExecution> latest(String job, int most) {
    return api
        .once(
            Right.LIST_JOBS,
            client ->
                client
                    .batch()
                    .v1()
                    .jobs()
                    .inNamespace(api.namespace())
                    .withLabel(JobManifest.NAME_LABEL, JobName.label(job))
                    .withLabel(dev.lockkeeper.release.platform.Job.RUN_LABEL)
                    .list())
        .getItems()
        .stream()
        .sorted(Comparator.comparing(JobHistory::created).reversed())
        .limit(most)
        .map(JobHistory::past)
        .toList();
  }

  void log(String job, Watch watch) {
    Job found =
        api.ask(
            Right.GET_JOBS,
            watch,
            client -> client.batch().v1().jobs().inNamespace(api.namespace()).withName(job).get());
    if (found == null) {
      throw LockkeeperException.because(
              ErrorCode.PLATFORM_SETTINGS,
              "there is no Job " + job + " in the namespace " + api.namespace())
          .hint("Its log went with it, unless the cluster keeps logs elsewhere.")
          .build();
    }
    List<Pod> pods =
        api.ask(
                Right.LIST_PODS,
                watch,
                client ->
                    client.pods().inNamespace(api.namespace()).withLabel("job-name", job).list())
            .getItems();
    if (pods.isEmpty()) {
      watch.say("The pods of the Job " + job + " are gone, and their log with them.");
    }
    pods.stream()
        .sorted(Comparator.comparing(JobHistory::created))
        .forEach(pod -> new PodLog(api, pod.getMetadata().getName()).read(watch, true));
  }

  private static PastExecution past(Job job) {
    Optional<JobStatus> status = Optional.ofNullable(job.getStatus());
    Optional<JobCondition> end =
        status.stream()
            .flatMap(known -> known.getConditions().stream())
            .filter(one -> "True".equals(one.getStatus()))
            .filter(one -> List.of("Complete", "Failed").contains(one.getType()))
            .findFirst();
    return new PastExecution(
        job.getMetadata().getName(),
        Optional.ofNullable(
            job.getMetadata().getLabels().get(dev.lockkeeper.release.platform.Job.RELEASE_LABEL)),
        job.getSpec().getTemplate().getSpec().getContainers().stream()
            .map(Container::getImage)
            .findFirst()
            .orElse(""),
        status.map(JobStatus::getStartTime).map(Instant::parse).orElseGet(() -> created(job)),
        end.map(
            one ->
                Instant.parse(
                    status.map(JobStatus::getCompletionTime).orElse(one.getLastTransitionTime()))),
        end.map(JobHistory::words)
            .orElse(Boolean.TRUE.equals(job.getSpec().getSuspend()) ? "Suspended" : "Running"));
  }

  private static String words(JobCondition end) {
    return "Complete".equals(end.getType()) || end.getReason() == null
        ? end.getType()
        : end.getType() + ": " + end.getReason();
  }

  private static Instant created(HasMetadata object) {
    return Instant.parse(object.getMetadata().getCreationTimestamp());
  }
}
