package dev.lockkeeper.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentConditionBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The controllers of Deployments and ReplicaSets, with pods that are ready as soon as their image
 * is there and healthy: one pod more than wanted, and old ones go only when new ones are ready.
 */
final class SimulatedDeployments {
  private static final String REVISION = "deployment.kubernetes.io/revision";

  private final KubernetesClient client;
  private final SimulatedImages images;
  private final Set<String> givenUp = ConcurrentHashMap.newKeySet();
  private volatile boolean isDraining;
  private volatile boolean isHeld;
  private int names;

  SimulatedDeployments(KubernetesClient client, SimulatedImages images) {
    this.client = client;
    this.images = images;
  }

  /** Old pods take their time to end, until this is called with {@code false}. */
  void keepOldPods(boolean keep) {
    isDraining = keep;
  }

  /** The controller sees nothing new, until this is called with {@code false}. */
  void hold(boolean hold) {
    isHeld = hold;
  }

  /** The deadline for progress of a Deployment is over, if it is not ready by now. */
  void giveUp(String deployment) {
    givenUp.add(deployment);
  }

  void step() {
    if (!isHeld) {
      client.apps().deployments().inAnyNamespace().list().getItems().forEach(this::step);
    }
  }

  private void step(Deployment deployment) {
    ReplicaSet current = current(deployment);
    int wanted = Objects.requireNonNullElse(deployment.getSpec().getReplicas(), 1);
    List<Pod> fresh = pods(current);
    for (int missing = wanted - fresh.size(); missing > 0; missing--) {
      create(deployment, current);
    }
    fresh.stream().skip(wanted).forEach(this::delete);
    long ready = fresh.stream().filter(SimulatedDeployments::isReady).count();
    fresh.forEach(this::start);
    if (ready >= wanted && !isDraining) {
      replicaSets(deployment).stream()
          .filter(one -> !name(one).equals(name(current)))
          .flatMap(one -> pods(one).stream())
          .findFirst()
          .ifPresent(this::delete);
    }
    replicaSets(deployment).forEach(this::count);
    report(deployment, current, wanted, (int) ready);
  }

  /** The ReplicaSet of the template: made, or taken again with a new revision. */
  private ReplicaSet current(Deployment deployment) {
    PodTemplateSpec template = deployment.getSpec().getTemplate();
    String hash =
        Integer.toHexString(client.getKubernetesSerialization().asJson(template).hashCode());
    String name = deployment.getMetadata().getName() + "-" + hash;
    List<ReplicaSet> all = replicaSets(deployment);
    int latest = all.stream().mapToInt(SimulatedDeployments::revision).max().orElse(0);
    Optional<ReplicaSet> there = all.stream().filter(one -> name(one).equals(name)).findFirst();
    if (there.isPresent() && revision(there.orElseThrow()) == latest) {
      annotate(deployment, latest);
      return there.orElseThrow();
    }
    int next = latest + 1;
    ReplicaSet wanted =
        there.isPresent()
            ? client
                .apps()
                .replicaSets()
                .resource(there.orElseThrow())
                .edit(
                    one ->
                        new ReplicaSetBuilder(one)
                            .editMetadata()
                            .addToAnnotations(REVISION, String.valueOf(next))
                            .endMetadata()
                            .build())
            : client
                .apps()
                .replicaSets()
                .inNamespace(deployment.getMetadata().getNamespace())
                .resource(replicaSet(deployment, template, name, hash, next))
                .create();
    annotate(deployment, next);
    return wanted;
  }

  private static ReplicaSet replicaSet(
      Deployment deployment, PodTemplateSpec template, String name, String hash, int revision) {
    Map<String, String> labels = new HashMap<>(template.getMetadata().getLabels());
    labels.put("pod-template-hash", hash);
    return new ReplicaSetBuilder()
        .withNewMetadata()
        .withName(name)
        .withLabels(labels)
        .addToAnnotations(REVISION, String.valueOf(revision))
        .addNewOwnerReference()
        .withKind("Deployment")
        .withName(deployment.getMetadata().getName())
        .withUid(deployment.getMetadata().getUid())
        .endOwnerReference()
        .endMetadata()
        .withNewSpec()
        .withTemplate(
            new PodTemplateSpecBuilder(template)
                .editMetadata()
                .withLabels(labels)
                .endMetadata()
                .build())
        .endSpec()
        .build();
  }

  private void annotate(Deployment deployment, int revision) {
    String known =
        Optional.ofNullable(deployment.getMetadata().getAnnotations())
            .map(all -> all.get(REVISION))
            .orElse("");
    if (!known.equals(String.valueOf(revision))) {
      client
          .apps()
          .deployments()
          .resource(deployment)
          .edit(
              one -> {
                Map<String, String> annotations =
                    new HashMap<>(
                        Objects.requireNonNullElse(one.getMetadata().getAnnotations(), Map.of()));
                annotations.put(REVISION, String.valueOf(revision));
                one.getMetadata().setAnnotations(annotations);
                return one;
              });
    }
  }

  private void create(Deployment deployment, ReplicaSet owner) {
    PodTemplateSpec template = owner.getSpec().getTemplate();
    client
        .pods()
        .inNamespace(deployment.getMetadata().getNamespace())
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withName(name(owner) + "-" + names++)
                .withLabels(template.getMetadata().getLabels())
                .addNewOwnerReference()
                .withKind("ReplicaSet")
                .withName(name(owner))
                .withUid(owner.getMetadata().getUid())
                .endOwnerReference()
                .endMetadata()
                .withSpec(template.getSpec())
                .withNewStatus()
                .withPhase("Pending")
                .endStatus()
                .build())
        .create();
  }

  private void start(Pod pod) {
    if (isReady(pod)) {
      return;
    }
    var container = pod.getSpec().getContainers().get(0);
    Optional<SimulatedImages.Image> image = images.pull(container.getImage());
    boolean isHealthy = image.filter(one -> images.isHealthy(one.digest())).isPresent();
    ContainerStatusBuilder status =
        new ContainerStatusBuilder().withName(container.getName()).withReady(isHealthy);
    if (image.isEmpty()) {
      status.withNewState().withNewWaiting("cannot pull it", "ImagePullBackOff").endState();
    } else if (!isHealthy) {
      status
          .withNewState()
          .withNewWaiting("back-off 10s restarting failed container", "CrashLoopBackOff")
          .endState()
          .withNewLastState()
          .withNewTerminated()
          .withExitCode(3)
          .endTerminated()
          .endLastState();
    } else {
      status.withNewState().withNewRunning("2026-01-01T00:00:00Z").endState();
    }
    client
        .pods()
        .resource(pod)
        .editStatus(
            one -> {
              one.getStatus().setPhase(isHealthy ? "Running" : "Pending");
              one.getStatus().setContainerStatuses(List.of(status.build()));
              return one;
            });
  }

  private void count(ReplicaSet replicaSet) {
    List<Pod> pods = pods(replicaSet);
    int ready = (int) pods.stream().filter(SimulatedDeployments::isReady).count();
    client
        .apps()
        .replicaSets()
        .resource(replicaSet)
        .editStatus(
            one -> {
              one.setStatus(
                  new ReplicaSetStatusBuilder()
                      .withReplicas(pods.size())
                      .withAvailableReplicas(ready)
                      .build());
              return one;
            });
  }

  private void report(Deployment deployment, ReplicaSet current, int wanted, int ready) {
    boolean isLate = ready < wanted && givenUp.contains(deployment.getMetadata().getName());
    client
        .apps()
        .deployments()
        .resource(deployment)
        .editStatus(
            one -> {
              one.setStatus(
                  new DeploymentStatusBuilder()
                      .withObservedGeneration(deployment.getMetadata().getGeneration())
                      .withUpdatedReplicas(pods(current).size())
                      .withAvailableReplicas(ready)
                      .withConditions(
                          new DeploymentConditionBuilder()
                              .withType("Progressing")
                              .withStatus(isLate ? "False" : "True")
                              .withReason(isLate ? "ProgressDeadlineExceeded" : "ReplicaSetUpdated")
                              .build())
                      .build());
              return one;
            });
  }

  private void delete(Pod pod) {
    client.pods().resource(pod).delete();
  }

  private List<ReplicaSet> replicaSets(Deployment deployment) {
    return client
        .apps()
        .replicaSets()
        .inNamespace(deployment.getMetadata().getNamespace())
        .list()
        .getItems()
        .stream()
        .filter(
            one ->
                one.getMetadata()
                    .getOwnerReferences()
                    .get(0)
                    .getUid()
                    .equals(deployment.getMetadata().getUid()))
        .toList();
  }

  private List<Pod> pods(ReplicaSet replicaSet) {
    return client
        .pods()
        .inNamespace(replicaSet.getMetadata().getNamespace())
        .list()
        .getItems()
        .stream()
        .filter(
            pod ->
                pod.getMetadata().getOwnerReferences().stream()
                    .anyMatch(owner -> owner.getUid().equals(replicaSet.getMetadata().getUid())))
        .toList();
  }

  private static boolean isReady(Pod pod) {
    return pod.getStatus().getContainerStatuses().stream()
        .anyMatch(one -> Boolean.TRUE.equals(one.getReady()));
  }

  private static int revision(ReplicaSet replicaSet) {
    return Integer.parseInt(replicaSet.getMetadata().getAnnotations().get(REVISION));
  }

  private static String name(ReplicaSet replicaSet) {
    return replicaSet.getMetadata().getName();
  }
}
