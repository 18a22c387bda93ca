package dev.lockkeeper.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What keeps a rollout from its end. Pure.
 *
 * @param isOver whether the cluster itself has given up
 * @param remarks what is wrong, in words
 */
record RolloutTrouble(boolean isOver, List<String> remarks) {

  RolloutTrouble {
    remarks = List.copyOf(remarks);
  }

  static RolloutTrouble of(Rollout rollout, String replicaSet, String container) {
    List<String> remarks = new ArrayList<>();
    Optional<DeploymentCondition> late =
        rollout
            .condition("Progressing")
            .filter(one -> "ProgressDeadlineExceeded".equals(one.getReason()));
    late.ifPresent(one -> remarks.add("ProgressDeadlineExceeded"));
    rollout
        .condition("ReplicaFailure")
        .filter(one -> "True".equals(one.getStatus()))
        .ifPresent(one -> remarks.add(one.getReason() + ": " + Words.line(one.getMessage())));
    for (Pod pod : rollout.podsOf(replicaSet)) {
      PodState state = PodState.of(pod, container, false);
      state
          .waiting()
          .ifPresent(
              why ->
                  remarks.add("pod " + pod.getMetadata().getName() + ": " + Remarks.steady(why)));
      lastEnd(pod, container)
          .ifPresent(
              end ->
                  remarks.add(
                      "pod "
                          + pod.getMetadata().getName()
                          + ": its program ended with exit code "
                          + end.getExitCode()));
    }
    return new RolloutTrouble(late.isPresent(), remarks);
  }

  private static Optional<ContainerStateTerminated> lastEnd(Pod pod, String container) {
    return Optional.ofNullable(pod.getStatus()).stream()
        .flatMap(status -> status.getContainerStatuses().stream())
        .filter(one -> container.equals(one.getName()))
        .findFirst()
        .map(ContainerStatus::getLastState)
        .map(ContainerState::getTerminated);
  }
}
