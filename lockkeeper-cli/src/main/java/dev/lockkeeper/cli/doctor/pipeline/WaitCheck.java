package dev.lockkeeper.cli.doctor.pipeline;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Executions that nobody waits for. {@code gcloud run jobs execute} ends well as soon as the
 * execution has started, and {@code kubectl apply} as soon as the Job is accepted.
 */
final class WaitCheck {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_$%{}./-]{1,63}");

  private WaitCheck() {}

  static void examine(Pipeline pipeline, Findings findings) {
    for (Action action : pipeline.actions(act -> act == Act.EXECUTE_JOB)) {
      if (action.command().program().equals("kubectl")) {
        kubernetes(pipeline, action, findings);
      } else if (!action.command().has("--wait") || action.command().has("--async")) {
        cloudRun(pipeline, action, findings);
      }
    }
  }

  private static void cloudRun(Pipeline pipeline, Action action, Findings findings) {
    if (action.command().has("--execute-now")) {
      findings.problem(
          "pipeline.wait",
          pipeline.file(),
          action.line(),
          "--execute-now starts the job and does not wait for its end: a failed migration leaves"
              + " the pipeline green",
          "Add --wait to that command, or write `lockkeeper release` instead of it.");
      return;
    }
    findings.problem(
        "pipeline.wait",
        pipeline.file(),
        action.line(),
        "the job is started and not waited for: the command ends well once the execution has"
            + " begun, whatever becomes of the migration",
        "Write `gcloud run jobs execute " + jobName(action.command()) + " --wait`.");
  }

  /** The job's name, where it looks like one. */
  static String jobName(ShellCommand command) {
    List<String> plain = command.plain();
    String name = plain.size() > 4 ? plain.get(4) : "";
    return NAME.matcher(name).matches() ? name : "JOB";
  }

  private static void kubernetes(Pipeline pipeline, Action action, Findings findings) {
    boolean waits =
        pipeline.steps().stream()
            .flatMap(step -> step.commands().stream())
            .anyMatch(WaitCheck::waitsForJob);
    if (!waits) {
      findings.problem(
          "pipeline.wait",
          pipeline.file(),
          action.line(),
          "a Job is made and not waited for: the command ends well once Kubernetes has taken it",
          "Write `lockkeeper release`, or at least `kubectl wait --for=condition=complete"
              + " --timeout=15m job/NAME` behind it.");
    }
  }

  private static boolean waitsForJob(ShellCommand command) {
    boolean follows = command.has("-f") || command.has("--follow");
    return command.program().equals("kubectl")
        && (command.words().contains("wait") || (command.words().contains("logs") && follows));
  }
}
