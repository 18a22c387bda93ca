package dev.lockkeeper.kubernetes;

import dev.lockkeeper.release.image.ImageReference;
import dev.lockkeeper.release.platform.Ending;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How a Job has ended. Pure. Only the Job's own condition {@code Complete} is a good end; what is
 * not understood is none. See "Jobs" of Kubernetes, "Terminal Job conditions".
 *
 * @param ending how
 * @param exitCode of the program, if it is known
 * @param reason in words
 * @param digest of the image that ran, if it is known
 */
record JobVerdict(Ending ending, OptionalInt exitCode, String reason, Optional<String> digest) {
  /** The runtime could not start the program: it is not in the image, or may not be run. */
  private static final Set<String> NOT_STARTED =
      Set.of("StartError", "ContainerCannotRun", "CreateContainerError", "RunContainerError");

  /** SIGKILL and SIGTERM, as the kubelet ends the containers of a pod that is deleted. */
  private static final Set<Integer> ENDED_FROM_OUTSIDE = Set.of(137, 143);

  /** Empty as long as it has not ended. */
  static Optional<JobVerdict> of(JobState state, ImageReference asked) {
    Optional<JobCondition> complete = state.condition("Complete");
    if (complete.isPresent()) {
      return Optional.of(complete(state, asked));
    }
    Optional<JobCondition> failed = state.condition("Failed");
    if (failed.isPresent()) {
      return Optional.of(failed(state, failed.orElseThrow()));
    }
    return state.isGone() ? Optional.of(gone(state)) : Optional.empty();
  }

  private static JobVerdict complete(JobState state, ImageReference asked) {
    List<PodState> good =
        state.pods().stream().filter(pod -> pod.exitCode().equals(OptionalInt.of(0))).toList();
    if (state.succeeded() != 1 || good.size() > 1) {
      int many = Math.max(state.succeeded(), good.size());
      return closed(
          Ending.LOST,
          "one pod should have succeeded, but " + many + " have; nobody can say which counts");
    }
    Optional<RunImage> image = good.stream().map(pod -> RunImage.of(pod, asked)).findFirst();
    if (image.isPresent() && !image.orElseThrow().isAsked()) {
      PodState pod = good.get(0);
      return closed(
          Ending.CONFIGURATION,
          "another image ran: " + pod.image() + " (" + pod.imageId() + ") instead of " + asked);
    }
    return new JobVerdict(
        Ending.SUCCEEDED,
        OptionalInt.of(0),
        "Complete",
        image.flatMap(RunImage::digest).or(asked::digest));
  }

  private static JobVerdict failed(JobState state, JobCondition condition) {
    String reason = Objects.requireNonNullElse(condition.getReason(), "");
    return switch (reason) {
      case "BackoffLimitExceeded", "PodFailurePolicy" ->
          state.pods().stream()
              .findFirst()
              .map(pod -> ofPod(pod, reason))
              .orElseGet(() -> closed(Ending.LOST, reason + "; its pods are gone"));
      case "DeadlineExceeded" -> deadline(state);
      default ->
          closed(
              Ending.LOST,
              "it failed for the reason "
                  + (reason.isEmpty() ? "(none)" : reason)
                  + Optional.ofNullable(condition.getMessage())
                      .map(message -> ": " + Words.line(message))
                      .orElse(""));
    };
  }

  private static JobVerdict ofPod(PodState pod, String reason) {
    if (pod.disruption().isPresent()) {
      return new JobVerdict(
          Ending.PLATFORM,
          pod.exitCode(),
          "the cluster took its pod " + pod.name() + " away: " + pod.disruption().orElseThrow(),
          Optional.empty());
    }
    if (NOT_STARTED.contains(pod.ended())) {
      return new JobVerdict(
          Ending.CONFIGURATION,
          pod.exitCode(),
          pod.ended() + ": its program could not be started",
          Optional.empty());
    }
    if (pod.exitCode().isEmpty() || pod.exitCode().getAsInt() == 0) {
      return new JobVerdict(
          Ending.PLATFORM, pod.exitCode(), notByProgram(pod, reason), Optional.empty());
    }
    if (pod.isDeleted() && ENDED_FROM_OUTSIDE.contains(pod.exitCode().getAsInt())) {
      return new JobVerdict(
          Ending.CANCELLED,
          pod.exitCode(),
          "its pod " + pod.name() + " was deleted while it ran",
          Optional.empty());
    }
    return new JobVerdict(Ending.FAILED, pod.exitCode(), byProgram(pod, reason), Optional.empty());
  }

  private static String notByProgram(PodState pod, String reason) {
    if (pod.exitCode().isPresent()) {
      return reason + ": another container of its pod " + pod.name() + " failed";
    }
    return pod.isDeleted()
        ? "its pod " + pod.name() + " was deleted"
        : reason + ": its pod " + pod.name() + " failed, and not by its program";
  }

  private static String byProgram(PodState pod, String reason) {
    if (pod.ended().equals("OOMKilled")) {
      return "OOMKilled: its program needs more memory than its limit";
    }
    return reason + (pod.ended().isEmpty() ? "" : " (" + pod.ended() + ")");
  }

  private static JobVerdict deadline(JobState state) {
    if (state.pods().stream().anyMatch(PodState::hasStarted)) {
      return closed(Ending.TIMED_OUT, "DeadlineExceeded");
    }
    Optional<String> waiting =
        state.pods().stream().flatMap(pod -> pod.waiting().stream()).findFirst();
    return waiting
        .map(
            why ->
                closed(
                    why.startsWith("Unschedulable") ? Ending.PLATFORM : Ending.CONFIGURATION,
                    "its program never ran: " + why))
        .orElseGet(() -> closed(Ending.TIMED_OUT, "DeadlineExceeded; its program never ran"));
  }

  private static JobVerdict gone(JobState state) {
    return new JobVerdict(
        Ending.LOST,
        state.pods().stream().findFirst().map(PodState::exitCode).orElseGet(OptionalInt::empty),
        "it was deleted before it had ended, by somebody, by a tool that syncs the namespace, or by"
            + " its time to live",
        Optional.empty());
  }

  private static JobVerdict closed(Ending ending, String reason) {
    return new JobVerdict(ending, OptionalInt.empty(), reason, Optional.empty());
  }
}
