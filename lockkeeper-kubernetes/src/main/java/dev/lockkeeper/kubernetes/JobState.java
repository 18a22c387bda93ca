package dev.lockkeeper.kubernetes;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a Job: its last state, although it may be gone, and those of its pods.
 *
 * @param job as it was seen last
 * @param isGone whether it is not there any more
 * @param pods all pods of it that were seen, newest first
 */
record JobState(Job job, boolean isGone, List<PodState> pods) {

  JobState {
    pods = pods.stream().sorted(Comparator.comparing(PodState::created).reversed()).toList();
  }

  /** A condition of the Job that is true. */
  Optional<JobCondition> condition(String type) {
    return status().stream()
        .flatMap(status -> status.getConditions().stream())
        .filter(one -> type.equals(one.getType()) && "True".equals(one.getStatus()))
        .findFirst();
  }

  /** How many of its pods have succeeded, as the Job itself counts. */
  int succeeded() {
    return status().map(JobStatus::getSucceeded).orElse(0);
  }

  boolean isSuspended() {
    return Boolean.TRUE.equals(job.getSpec().getSuspend());
  }

  private Optional<JobStatus> status() {
    return Optional.ofNullable(job.getStatus());
  }
}
