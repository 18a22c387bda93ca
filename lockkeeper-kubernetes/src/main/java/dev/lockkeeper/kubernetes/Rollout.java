package dev.lockkeeper.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A Deployment at one moment, with what it owns. See "Deployments" of Kubernetes, "Deployment
 * status".
 *
 * @param deployment the Deployment
 * @param replicaSets its ReplicaSets
 * @param pods the pods of these
 */
record Rollout(Deployment deployment, List<ReplicaSet> replicaSets, List<Pod> pods) {
  private static final String REVISION = "deployment.kubernetes.io/revision";

  Rollout {
    replicaSets = List.copyOf(replicaSets);
    pods = List.copyOf(pods);
  }

  /**
   * The ReplicaSet of the Deployment's present template; empty until the controller has seen it.
   */
  Optional<ReplicaSet> current() {
    if (!isObserved()) {
      return Optional.empty();
    }
    String revision = annotation(deployment);
    return replicaSets.stream()
        .filter(one -> !revision.isEmpty() && annotation(one).equals(revision))
        .findFirst();
  }

  /** The ReplicaSet that most of the requests go to; the present one if none has pods. */
  Optional<ReplicaSet> serving() {
    return replicaSets.stream()
        .filter(one -> available(one) > 0)
        .max(Comparator.comparingInt(Rollout::available))
        .or(this::current);
  }

  Optional<ReplicaSet> named(String replicaSet) {
    return replicaSets.stream()
        .filter(one -> one.getMetadata().getName().equals(replicaSet))
        .findFirst();
  }

  List<Pod> podsOf(String replicaSet) {
    return pods.stream()
        .filter(
            pod ->
                pod.getMetadata().getOwnerReferences().stream()
                    .anyMatch(owner -> owner.getName().equals(replicaSet)))
        .toList();
  }

  /** Whether as many pods of this ReplicaSet serve as are wanted of the Deployment. */
  boolean isReady(ReplicaSet replicaSet) {
    return isObserved() && available(replicaSet) >= wanted();
  }

  int wanted() {
    return Optional.ofNullable(deployment.getSpec().getReplicas()).orElse(1);
  }

  /** A condition of the Deployment, if the controller has seen its present form. */
  Optional<DeploymentCondition> condition(String type) {
    return isObserved()
        ? Optional.ofNullable(deployment.getStatus()).stream()
            .flatMap(status -> status.getConditions().stream())
            .filter(one -> type.equals(one.getType()))
            .findFirst()
        : Optional.empty();
  }

  static int available(ReplicaSet replicaSet) {
    return Optional.ofNullable(replicaSet.getStatus())
        .map(ReplicaSetStatus::getAvailableReplicas)
        .orElse(0);
  }

  static int replicas(ReplicaSet replicaSet) {
    return Optional.ofNullable(replicaSet.getStatus()).map(ReplicaSetStatus::getReplicas).orElse(0);
  }

  /** The image of a container of a template; empty if there is no such container. */
  static Optional<String> image(PodTemplateSpec template, String container) {
    return template.getSpec().getContainers().stream()
        .filter(one -> container.equals(one.getName()))
        .map(Container::getImage)
        .findFirst();
  }

  private boolean isObserved() {
    long seen =
        Optional.ofNullable(deployment.getStatus())
            .map(DeploymentStatus::getObservedGeneration)
            .orElse(0L);
    return seen >= Optional.ofNullable(deployment.getMetadata().getGeneration()).orElse(0L);
  }

  private static String annotation(HasMetadata object) {
    return Optional.ofNullable(object.getMetadata().getAnnotations())
        .map(all -> all.get(REVISION))
        .orElse("");
  }
}
