package dev.lockkeeper.cli.doctor.pipeline;

import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Set;

/** Failures that a script or a pipeline goes past. */
final class FailureCheck {
  private static final Set<Act> MATTERS =
      EnumSet.of(
          Act.PUSH,
          Act.MIGRATE,
          Act.UPDATE_JOB,
          Act.EXECUTE_JOB,
          Act.GATE,
          Act.DEPLOY,
          Act.TRAFFIC);
  private static final String SHELL = "pipeline.shell";

  private FailureCheck() {}

  static void examine(Pipeline pipeline, Findings findings) {
    Set<ShellCommand> seen = new LinkedHashSet<>();
    for (Action action : pipeline.actions(MATTERS::contains)) {
      Step step = pipeline.steps().get(action.step());
      if (seen.add(action.command())) {
        script(pipeline, step, action, findings);
      }
      if (step.ignoredAt() > 0 && action.act().migrates()) {
        findings.problem(
            "pipeline.ignored-failure",
            pipeline.file(),
            step.ignoredAt(),
            "the pipeline goes on when the migration in \"" + step.name() + "\" fails",
            "Take the line out: a failed migration has to stop the release.");
      }
    }
  }

  private static void script(Pipeline pipeline, Step step, Action action, Findings findings) {
    switch (Script.fate(step.commands(), action.index())) {
      case ENDS -> {}
      case GOES_ON ->
          findings.problem(
              SHELL,
              pipeline.file(),
              action.line(),
              "the script goes on when this command fails" + consequence(step, action),
              "Begin the script with `set -euo pipefail` (`set -eu` for sh), and give each command"
                  + " a line of its own.");
      case PIPE ->
          findings.problem(
              SHELL,
              pipeline.file(),
              action.line(),
              "the pipe hides the exit code of this command",
              "Begin the script with `set -euo pipefail`, in bash.");
      case BACKGROUND ->
          findings.problem(
              SHELL,
              pipeline.file(),
              action.line(),
              "this command runs in the background, and nobody looks at its exit code",
              "Take the & away.");
      case FORGOTTEN ->
          findings.problem(
              "pipeline.ignored-failure",
              pipeline.file(),
              action.line(),
              "the script says that a failure of this command does not matter",
              "Take away what stands behind ||.");
    }
  }

  private static String consequence(Step step, Action action) {
    boolean executesLater =
        step.commands().stream()
            .skip(action.index() + 1L)
            .anyMatch(command -> Acts.of(command).contains(Act.EXECUTE_JOB));
    return action.act() == Act.UPDATE_JOB && executesLater
        ? ": the job then runs with its old image and ends well"
        : "";
  }
}
