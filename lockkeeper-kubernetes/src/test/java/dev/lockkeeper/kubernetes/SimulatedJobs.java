package dev.lockkeeper.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobConditionBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** The controller of Jobs, and the kubelet for their pods. */
final class SimulatedJobs {
  private final KubernetesClient client;
  private final SimulatedImages images;
  private final SimulatedLogs logs;
  private final Map<String, SimulatedContainer> containers = new HashMap<>();
  private final Map<String, Instant> started = new HashMap<>();
  private final Set<String> evictions = ConcurrentHashMap.newKeySet();
  private int names;

  SimulatedJobs(KubernetesClient client, SimulatedImages images, SimulatedLogs logs) {
    this.client = client;
    this.images = images;
    this.logs = logs;
  }

  /** Takes the running pod of a Job away, as a node under pressure does. */
  void evict(String job) {
    evictions.add(job);
  }

  void step() {
    for (Job job : client.batch().v1().jobs().inAnyNamespace().list().getItems()) {
      if (!isFinished(job) && !Boolean.TRUE.equals(job.getSpec().getSuspend())) {
        step(job);
      }
    }
    collectOrphans();
  }

  void close() {
    containers.values().forEach(SimulatedContainer::kill);
  }

  private void step(Job job) {
    List<Pod> pods = pods(job);
    long failed = pods.stream().filter(pod -> phase(pod).equals("Failed")).count();
    if (pods.stream().anyMatch(pod -> phase(pod).equals("Succeeded"))) {
      finish(job, "Complete", null, status -> status.withSucceeded(1));
    } else if (failed > job.getSpec().getBackoffLimit()) {
      finish(job, "Failed", "BackoffLimitExceeded", status -> status.withFailed((int) failed));
    } else if (isLate(job)) {
      pods.forEach(this::delete);
      finish(job, "Failed", "DeadlineExceeded", status -> status.withFailed(1));
    } else if (pods.stream().allMatch(pod -> phase(pod).equals("Failed"))) {
      create(job);
    } else {
      pods.stream().filter(pod -> !phase(pod).equals("Failed")).forEach(pod -> step(job, pod));
    }
  }

  private void step(Job job, Pod pod) {
    SimulatedContainer container = containers.get(pod.getMetadata().getUid());
    if (container == null) {
      start(pod);
    } else if (evictions.remove(job.getMetadata().getName())) {
      container.kill();
      status(
          pod,
          status ->
              ended(status, pod, 137, "Error")
                  .withReason("Evicted")
                  .withMessage("The node was low on resource: memory."));
    } else {
      container.exitCode().ifPresent(code -> ended(pod, code));
    }
  }

  private void ended(Pod pod, int code) {
    status(pod, status -> ended(status, pod, code, code == 0 ? "Completed" : "Error"));
  }

  private void start(Pod pod) {
    var container = pod.getSpec().getContainers().get(0);
    Optional<SimulatedImages.Image> image = images.pull(container.getImage());
    if (image.isEmpty()) {
      waits(pod, "ImagePullBackOff", "Back-off pulling image \"" + container.getImage() + "\"");
      return;
    }
    String name = pod.getMetadata().getName();
    try {
      containers.put(
          pod.getMetadata().getUid(),
          SimulatedContainer.start(
              container,
              image.orElseThrow(),
              client,
              pod.getMetadata().getNamespace(),
              (at, line) -> logs.add(name, at, line)));
      status(pod, status -> running(status, pod));
    } catch (SimulatedContainer.MissingSecret e) {
      waits(pod, "CreateContainerConfigError", e.getMessage());
    } catch (IOException e) {
      status(pod, status -> ended(status, pod, 128, "StartError"));
    }
  }

  private void waits(Pod pod, String reason, String message) {
    status(
        pod,
        status ->
            status
                .withPhase("Pending")
                .withContainerStatuses(
                    container(pod)
                        .withNewState()
                        .withNewWaiting(message, reason)
                        .endState()
                        .build()));
  }

  private PodStatusBuilder running(PodStatusBuilder status, Pod pod) {
    return status
        .withPhase("Running")
        .withContainerStatuses(
            container(pod)
                .withNewState()
                .withNewRunning(Instant.now().toString())
                .endState()
                .build());
  }

  private PodStatusBuilder ended(PodStatusBuilder status, Pod pod, int code, String reason) {
    ContainerStatus ended =
        container(pod)
            .withNewState()
            .withNewTerminated()
            .withExitCode(code)
            .withReason(reason)
            .endTerminated()
            .endState()
            .build();
    return status.withPhase(code == 0 ? "Succeeded" : "Failed").withContainerStatuses(ended);
  }

  private ContainerStatusBuilder container(Pod pod) {
    var container = pod.getSpec().getContainers().get(0);
    String image = container.getImage();
    String repository = image.replaceAll("(@.*|:[^/]*)$", "").replaceAll(":[^/]*$", "");
    return new ContainerStatusBuilder()
        .withName(container.getName())
        .withImage(image)
        .withImageID(images.pull(image).map(known -> repository + "@" + known.digest()).orElse(""));
  }

  private void create(Job job) {
    var template = job.getSpec().getTemplate();
    String name = job.getMetadata().getName();
    Pod pod =
        new PodBuilder()
            .withMetadata(template.getMetadata())
            .editMetadata()
            .withName(name + "-" + String.format("%05d", names++))
            .withNamespace(job.getMetadata().getNamespace())
            .addToLabels("job-name", name)
            .addNewOwnerReference()
            .withUid(job.getMetadata().getUid())
            .withKind("Job")
            .withName(name)
            .endOwnerReference()
            .endMetadata()
            .withSpec(template.getSpec())
            .withNewStatus()
            .withPhase("Pending")
            .endStatus()
            .build();
    client.pods().inNamespace(job.getMetadata().getNamespace()).resource(pod).create();
    started.putIfAbsent(job.getMetadata().getUid(), Instant.now());
  }

  private boolean isLate(Job job) {
    Instant start = started.get(job.getMetadata().getUid());
    Long most = job.getSpec().getActiveDeadlineSeconds();
    return start != null && most != null && Instant.now().isAfter(start.plusSeconds(most));
  }

  /** As Kubernetes does since 1.31: first it is decided, and then it is over. */
  private void finish(Job job, String type, String reason, UnaryOperator<JobStatusBuilder> counts) {
    String decided = type.equals("Complete") ? "SuccessCriteriaMet" : "FailureTarget";
    for (String condition : List.of(decided, type)) {
      client
          .batch()
          .v1()
          .jobs()
          .inNamespace(job.getMetadata().getNamespace())
          .withName(job.getMetadata().getName())
          .editStatus(
              present -> {
                JobStatus status =
                    Optional.ofNullable(present.getStatus()).orElseGet(JobStatus::new);
                JobStatusBuilder builder =
                    counts
                        .apply(new JobStatusBuilder(status))
                        .withStartTime(present.getMetadata().getCreationTimestamp())
                        .addToConditions(
                            new JobConditionBuilder()
                                .withType(condition)
                                .withStatus("True")
                                .withReason(reason)
                                .withLastTransitionTime(Instant.now().toString())
                                .build());
                if (condition.equals("Complete")) {
                  builder.withCompletionTime(Instant.now().toString());
                }
                present.setStatus(builder.build());
                return present;
              });
    }
  }

  private void collectOrphans() {
    for (Pod pod : client.pods().inAnyNamespace().withLabel("job-name").list().getItems()) {
      var owner = pod.getMetadata().getOwnerReferences().get(0);
      Job job =
          client
              .batch()
              .v1()
              .jobs()
              .inNamespace(pod.getMetadata().getNamespace())
              .withName(owner.getName())
              .get();
      if (job == null || !job.getMetadata().getUid().equals(owner.getUid())) {
        delete(pod);
      }
    }
  }

  private void delete(Pod pod) {
    Optional.ofNullable(containers.remove(pod.getMetadata().getUid()))
        .ifPresent(SimulatedContainer::kill);
    client.pods().resource(pod).delete();
  }

  private void status(Pod pod, UnaryOperator<PodStatusBuilder> change) {
    client
        .pods()
        .resource(pod)
        .editStatus(
            present -> {
              present.setStatus(change.apply(new PodStatusBuilder(present.getStatus())).build());
              return present;
            });
  }

  private List<Pod> pods(Job job) {
    return client
        .pods()
        .inNamespace(job.getMetadata().getNamespace())
        .withLabel("job-name", job.getMetadata().getName())
        .list()
        .getItems()
        .stream()
        .filter(
            pod ->
                pod.getMetadata().getOwnerReferences().stream()
                    .anyMatch(owner -> owner.getUid().equals(job.getMetadata().getUid())))
        .toList();
  }

  private static String phase(Pod pod) {
    return pod.getStatus() == null ? "" : pod.getStatus().getPhase();
  }

  private static boolean isFinished(Job job) {
    return job.getStatus() != null
        && job.getStatus().getConditions().stream()
            .anyMatch(one -> List.of("Complete", "Failed").contains(one.getType()));
  }
}
