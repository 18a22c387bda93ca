package dev.lockkeeper.cli.doctor.pipeline;

import java.util.List;

/** New code before the schema it needs, and a schema before the image it is for. */
final class OrderCheck {
  private static final String ID = "pipeline.order";

  private OrderCheck() {}

  static void examine(Pipeline pipeline, Findings findings) {
    List<Action> migrations = pipeline.actions(Act::migrates);
    if (migrations.isEmpty()) {
      return;
    }
    for (Action deploy : pipeline.actions(Act::serves)) {
      if (deploy.act() == Act.DEPLOY || !servesBefore(pipeline, deploy)) {
        deploy(pipeline, deploy, migrations, findings);
      }
    }
    pushes(pipeline, migrations, findings);
    proof(pipeline, migrations, findings);
  }

  /** Whether another action has let the new code serve already, which is then what is told. */
  private static boolean servesBefore(Pipeline pipeline, Action action) {
    return pipeline.actions(act -> act == Act.DEPLOY).stream()
        .anyMatch(deploy -> pipeline.isBefore(deploy, action));
  }

  private static void deploy(
      Pipeline pipeline, Action deploy, List<Action> migrations, Findings findings) {
    boolean isCovered =
        migrations.stream()
            .anyMatch(
                migration ->
                    migration.command().equals(deploy.command())
                        || pipeline.isBefore(migration, deploy));
    if (isCovered) {
      return;
    }
    Action migration = migrations.get(0);
    boolean isEarlier = pipeline.isBefore(deploy, migration);
    findings.problem(
        ID,
        pipeline.file(),
        deploy.line(),
        isEarlier
            ? "new code takes traffic before the migration of line "
                + migration.line()
                + ": it runs on the old schema, and stays when the migration fails"
            : "nothing makes this deploy wait until the migration of line "
                + migration.line()
                + " has ended well",
        isEarlier
            ? "Put the migration in front of it, or write `lockkeeper release` instead of both."
            : "Let \""
                + pipeline.steps().get(deploy.step()).name()
                + "\" wait for \""
                + pipeline.steps().get(migration.step()).name()
                + "\".");
  }

  private static void pushes(Pipeline pipeline, List<Action> migrations, Findings findings) {
    List<Action> pushes = pipeline.actions(act -> act == Act.PUSH);
    if (pushes.isEmpty() && pipeline.pushesAtEndLine() == 0) {
      return;
    }
    for (Action migration : migrations) {
      boolean isPushed = pushes.stream().anyMatch(push -> pipeline.isBefore(push, migration));
      if (!isPushed) {
        findings.warning(
            "pipeline.push",
            pipeline.file(),
            migration.line(),
            "migrates before the image is pushed (line "
                + (pushes.isEmpty() ? pipeline.pushesAtEndLine() : pushes.get(0).line())
                + "): a failed push leaves the schema ahead of every image that there is",
            pushes.isEmpty()
                ? "Push in a step of its own in front of it; `images` is pushed when all steps are"
                    + " done."
                : "Put the push in front of the migration.");
        return;
      }
    }
  }

  /** Migrating where the pipeline runs proves nothing to the one who deploys. */
  private static void proof(Pipeline pipeline, List<Action> migrations, Findings findings) {
    boolean isGated = migrations.stream().anyMatch(migration -> migration.act() == Act.GATE);
    List<Action> executions =
        migrations.stream().filter(migration -> migration.act() == Act.EXECUTE_JOB).toList();
    List<Action> deploys = pipeline.actions(act -> act == Act.DEPLOY);
    if (!isGated && !executions.isEmpty() && !deploys.isEmpty() && !verifies(pipeline)) {
      findings.info(
          "pipeline.proof",
          pipeline.file(),
          executions.get(0).line(),
          "the deploy believes the exit code of the job, which may have run another image's"
              + " migrations",
          "Write `lockkeeper release verify --image DIGEST` in front of the deploy, or"
              + " `lockkeeper release` for all of it.");
    }
  }

  private static boolean verifies(Pipeline pipeline) {
    return pipeline.steps().stream()
        .flatMap(step -> step.commands().stream())
        .anyMatch(
            command -> command.words().contains("release") && command.words().contains("verify"));
  }
}
