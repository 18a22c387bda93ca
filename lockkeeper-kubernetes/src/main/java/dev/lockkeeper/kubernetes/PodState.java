package dev.lockkeeper.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a pod, as far as it matters here; see "Pod Lifecycle" of Kubernetes.
 *
 * @param name the pod
 * @param created when, as Kubernetes writes it, which sorts as time does
 * @param image the image of our container, as the pod asks for it
 * @param imageId what the runtime says that it ran; may be empty
 * @param waiting why our container does not run yet: a reason such as {@code ImagePullBackOff}, and
 *     what is said about it
 * @param isRunning whether our container runs
 * @param exitCode of our container, if it has ended
 * @param ended the reason for its end, such as {@code OOMKilled}; may be empty
 * @param disruption why the cluster took the pod away, if it did
 * @param isDeleted whether somebody has deleted it
 * @param hasFailed whether the pod as a whole has failed
 * @param stillRunning other containers that run
 */
record PodState(
    String name,
    String created,
    String image,
    String imageId,
    Optional<String> waiting,
    boolean isRunning,
    OptionalInt exitCode,
    String ended,
    Optional<String> disruption,
    boolean isDeleted,
    boolean hasFailed,
    List<String> stillRunning) {
  /** Reasons of a pod that the kubelet gives when the node, not the program, is at fault. */
  private static final Set<String> OF_THE_NODE =
      Set.of(
          "Evicted",
          "Preempting",
          "NodeLost",
          "NodeShutdown",
          "Shutdown",
          "Terminated",
          "NodeAffinity",
          "UnexpectedAdmissionError");

  /** Reasons to wait that every pod has for a moment. */
  private static final Set<String> USUAL = Set.of("", "ContainerCreating", "PodInitializing");

  PodState {
    stillRunning = List.copyOf(stillRunning);
  }

  /** Reads a pod; {@code isGone} says that it is not there any more. */
  static PodState of(Pod pod, String container, boolean isGone) {
    Optional<PodStatus> status = Optional.ofNullable(pod.getStatus());
    List<ContainerStatus> all = status.map(PodStatus::getContainerStatuses).orElse(List.of());
    Optional<ContainerStatus> ours =
        all.stream().filter(one -> container.equals(one.getName())).findFirst();
    Optional<ContainerState> state = ours.map(ContainerStatus::getState);
    Optional<ContainerStateTerminated> end = state.map(ContainerState::getTerminated);
    return new PodState(
        pod.getMetadata().getName(),
        text(pod.getMetadata().getCreationTimestamp()),
        image(pod, container),
        ours.map(ContainerStatus::getImageID).orElse(""),
        waiting(status, state),
        state.map(ContainerState::getRunning).isPresent(),
        end.map(ContainerStateTerminated::getExitCode)
            .map(OptionalInt::of)
            .orElseGet(OptionalInt::empty),
        end.map(ContainerStateTerminated::getReason).orElse(""),
        status.flatMap(PodState::disruption),
        isGone || pod.getMetadata().getDeletionTimestamp() != null,
        status.map(PodStatus::getPhase).filter("Failed"::equals).isPresent(),
        others(all, container));
  }

  /** Whether our container has ever run. */
  boolean hasStarted() {
    return isRunning || exitCode.isPresent();
  }

  private static String image(Pod pod, String container) {
    return pod.getSpec().getContainers().stream()
        .filter(one -> container.equals(one.getName()))
        .map(one -> text(one.getImage()))
        .findFirst()
        .orElse("");
  }

  /** Of our container, of those that run before it, or of the pod that no node takes. */
  private static Optional<String> waiting(
      Optional<PodStatus> status, Optional<ContainerState> state) {
    Stream<ContainerState> before =
        status.stream()
            .flatMap(known -> known.getInitContainerStatuses().stream())
            .flatMap(one -> Optional.ofNullable(one.getState()).stream());
    Stream<String> containers =
        Stream.concat(state.stream(), before)
            .flatMap(one -> Optional.ofNullable(one.getWaiting()).stream())
            .filter(why -> !USUAL.contains(text(why.getReason())))
            .map(why -> words(why.getReason(), why.getMessage()));
    Stream<String> nodes =
        status.stream()
            .flatMap(known -> known.getConditions().stream())
            .filter(one -> "Unschedulable".equals(one.getReason()))
            .map(one -> words(one.getReason(), one.getMessage()));
    return Stream.concat(containers, nodes).findFirst();
  }

  private static Optional<String> disruption(PodStatus status) {
    String reason = text(status.getReason());
    if (OF_THE_NODE.contains(reason) || reason.startsWith("OutOf")) {
      return Optional.of(words(reason, status.getMessage()));
    }
    return status.getConditions().stream()
        .filter(one -> one.getType().equals("DisruptionTarget") && one.getStatus().equals("True"))
        .map((PodCondition one) -> words(text(one.getReason()), one.getMessage()))
        .findFirst();
  }

  private static List<String> others(List<ContainerStatus> all, String container) {
    List<String> names = new ArrayList<>();
    for (ContainerStatus one : all) {
      if (!container.equals(one.getName())
          && one.getState() != null
          && one.getState().getRunning() != null) {
        names.add(one.getName());
      }
    }
    return names;
  }

  private static String words(String reason, @Nullable String message) {
    return message == null || message.isBlank() ? reason : reason + ": " + Words.line(message);
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }
}
