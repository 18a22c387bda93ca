package dev.lockkeeper.cli.doctor.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How the job of a pipeline is made and started, by the options of gcloud. */
final class JobCommandCheck {
  private JobCommandCheck() {}

  static void examine(Pipeline pipeline, Duration statementTimeout, Findings findings) {
    List<Action> updates = pipeline.actions(act -> act == Act.UPDATE_JOB);
    for (Action update : updates) {
      retries(pipeline, update, findings);
      update
          .command()
          .value("--task-timeout")
          .flatMap(TaskTimeout::parse)
          .ifPresent(
              timeout ->
                  TaskTimeout.compare(
                      statementTimeout, timeout, pipeline.file(), update.line(), findings));
    }
    for (Action execution : pipeline.actions(act -> act == Act.EXECUTE_JOB)) {
      if (execution.command().program().equals("gcloud")
          && !execution.command().has("--execute-now")) {
        pair(pipeline, updates, execution, findings);
      }
    }
    history(pipeline, findings);
  }

  private static void retries(Pipeline pipeline, Action update, Findings findings) {
    Optional<String> retries = update.command().value("--max-retries");
    boolean makes =
        update.command().begins("gcloud", "run", "jobs", "create")
            || update.command().begins("gcloud", "run", "jobs", "deploy");
    if (retries.isEmpty() && makes) {
      findings.warning(
          "pipeline.retries",
          pipeline.file(),
          update.line(),
          "the job gets no number of retries, so a failed migration is run three times more",
          "Add --max-retries=0.");
    } else if (retries.isPresent() && !retries.get().equals("0")) {
      findings.warning(
          "pipeline.retries",
          pipeline.file(),
          update.line(),
          "a failed migration is run again without anybody having looked",
          "Write --max-retries=0.");
    }
  }

  private static void pair(
      Pipeline pipeline, List<Action> updates, Action execution, Findings findings) {
    Optional<Action> update =
        updates.stream().filter(found -> pipeline.isBefore(found, execution)).reduce((a, b) -> b);
    if (update.isEmpty()) {
      findings.warning(
          "pipeline.job-image",
          pipeline.file(),
          execution.line(),
          "the job runs with whatever image it was given last; nothing in this pipeline gives it"
              + " the one that is about to be deployed",
          "Write `lockkeeper release --image IMAGE`, or `gcloud run jobs update "
              + WaitCheck.jobName(execution.command())
              + " --image=IMAGE` in front of it.");
    } else {
      findings.info(
          "pipeline.two-commands",
          pipeline.file(),
          execution.line(),
          "the job gets its image in line "
              + update.get().line()
              + " and is started here; in between, another pipeline may give it another image",
          "`lockkeeper release` does both, and compares the image that ran.");
    }
  }

  private static void history(Pipeline pipeline, Findings findings) {
    for (Step step : pipeline.steps()) {
      for (ShellCommand command : step.commands()) {
        if (command.begins("gcloud", "run", "jobs", "executions", "list")) {
          findings.info(
              "pipeline.audit",
              pipeline.file(),
              command.line(),
              "the platform keeps the last 1,000 executions and those of a week: no record of what"
                  + " was done to a database",
              "Use `lockkeeper history --export`.");
        }
      }
    }
  }
}
