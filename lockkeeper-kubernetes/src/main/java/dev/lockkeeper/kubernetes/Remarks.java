package dev.lockkeeper.kubernetes;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** What people should know of a Job that has not ended, since it may never end by itself. Pure. */
final class Remarks {
  private Remarks() {}

  static List<String> of(JobState state) {
    List<String> remarks = new ArrayList<>();
    String name = state.job().getMetadata().getName();
    if (state.isSuspended()) {
      remarks.add(
          "The Job " + name + " is suspended; it goes on when its spec.suspend is false again");
    }
    for (PodState pod : state.pods()) {
      if (pod.isDeleted()) {
        continue;
      }
      pod.waiting()
          .ifPresent(
              why -> remarks.add("The pod " + pod.name() + " does not start: " + steady(why)));
      if (pod.exitCode().isPresent() && !pod.stillRunning().isEmpty() && !pod.hasFailed()) {
        remarks.add(sidecar(pod));
      }
    }
    return remarks;
  }

  private static String sidecar(PodState pod) {
    OptionalInt exitCode = pod.exitCode();
    return "The program has ended with exit code "
        + exitCode.orElseThrow()
        + ", but "
        + String.join(", ", pod.stillRunning())
        + " still runs in the pod "
        + pod.name()
        + ", so that the Job cannot end; make it a native sidecar (an init container with"
        + " restartPolicy Always), or leave it out of the Job";
  }

  /** A remark is made once; how long the kubelet waits this time does not make it another one. */
  static String steady(String why) {
    return why.replaceAll("back-off [0-9hms.]+", "back-off");
  }
}
