package dev.lockkeeper.guard.preset;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * dbmate's commands. {@code status} writes nothing. The schema file is not written, since that
 * belongs to development and needs {@code pg_dump}.
 */
record DbmateCommands(List<String> program) implements ToolCommands {
  private static final String NO_DUMP = "--no-dump-schema";
  private static final Pattern LINE =
      Pattern.compile("^\\[([ X])] (\\d+)\\S*\\.sql\\s*$", Pattern.MULTILINE);

  @Override
  public ToolCommand up(Optional<String> target, List<ToolMigration> known) {
    if (target.isPresent()) {
      throw NotOffered.by(
          Preset.DBMATE,
          "command that goes up to a version",
          "Let Lockkeeper run the files itself: `lockkeeper adopt`, then `lockkeeper up --to V`.");
    }
    return ToolCommand.migrating(program, NO_DUMP, "migrate");
  }

  @Override
  public List<ToolCommand> down(DownTarget target, List<ToolMigration> known) {
    int count = new Sequence(Preset.DBMATE, known).undone(target).size();
    return Collections.nCopies(count, ToolCommand.migrating(program, NO_DUMP, "rollback"));
  }

  @Override
  public List<ToolCommand> mark(Mark mark, List<String> versions, List<ToolMigration> known) {
    throw NotOffered.by(
        Preset.DBMATE,
        "command that marks migrations",
        mark == Mark.APPLIED
            ? "Write the row yourself: INSERT INTO schema_migrations (version) VALUES ('V')."
            : "Take the row out yourself: DELETE FROM schema_migrations WHERE version = 'V'.");
  }

  @Override
  public Status status() {
    return new Status.Asked(
        Inquiry.of(
            List.of(ToolCommand.asking(program, "status")), outputs -> lines(outputs.get(0))));
  }

  private static List<ToolMigration> lines(String output) {
    return LINE.matcher(output)
        .results()
        .map(line -> new ToolMigration(line.group(2), line.group(1).equals("X")))
        .toList();
  }

  @Override
  public Preview preview(List<ToolMigration> known) {
    return new Preview.Files(new Sequence(Preset.DBMATE, known).pending());
  }
}
