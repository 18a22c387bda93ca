package dev.lockkeeper.cli.doctor.pipeline;

/**
 * Tools without a lock, in a place where two runs may overlap: Cloud Run does not keep two
 * executions of a job apart, nor do pipelines of two commits wait for each other.
 */
final class LockCheck {
  static final String ID = "migration.lock";

  private LockCheck() {}

  static void examine(Pipeline pipeline, Findings findings) {
    for (Action action : pipeline.actions(act -> act == Act.MIGRATE)) {
      command(pipeline.file(), action.line(), action.command().text(), findings);
    }
  }

  static void command(String file, int line, String command, Findings findings) {
    if (MigrateCommand.hasNoLock(command)) {
      findings.warning(
          ID,
          file,
          line,
          "this tool takes no lock, and nothing keeps two of these runs apart",
          "Put `lockkeeper run --` in front of it.");
    }
  }
}
