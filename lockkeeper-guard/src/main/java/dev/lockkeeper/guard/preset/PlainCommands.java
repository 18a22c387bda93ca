package dev.lockkeeper.guard.preset;

import java.util.List;
import java.util.Optional;

/** A program of which nothing is known but its command line. */
record PlainCommands(List<String> program) implements ToolCommands {
  private static final String HINT =
      "Name the tool with `tool:` in lockkeeper.yaml: one of " + Preset.names() + ".";

  @Override
  public ToolCommand up(Optional<String> target, List<ToolMigration> known) {
    if (target.isPresent()) {
      throw NotOffered.by(Preset.COMMAND, "target that Lockkeeper knows of", HINT);
    }
    if (program.isEmpty()) {
      throw NotOffered.by(
          Preset.COMMAND, "program", "Write it behind `--`, or as `command:` of `tool:`.");
    }
    return ToolCommand.migrating(program);
  }

  @Override
  public List<ToolCommand> down(DownTarget target, List<ToolMigration> known) {
    throw NotOffered.by(Preset.COMMAND, "way down that Lockkeeper knows of", HINT);
  }

  @Override
  public List<ToolCommand> mark(Mark mark, List<String> versions, List<ToolMigration> known) {
    throw NotOffered.by(Preset.COMMAND, "way to mark migrations that Lockkeeper knows of", HINT);
  }

  @Override
  public Status status() {
    throw NotOffered.by(Preset.COMMAND, "status that Lockkeeper knows of", HINT);
  }

  @Override
  public Preview preview(List<ToolMigration> known) {
    throw NotOffered.by(
        Preset.COMMAND,
        "preview that Lockkeeper knows of",
        "`lockkeeper plan --capture` runs it in a transaction that is rolled back, and shows what it"
            + " sends. It takes its locks for that time.");
  }
}
