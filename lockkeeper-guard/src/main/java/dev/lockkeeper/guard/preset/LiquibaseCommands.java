package dev.lockkeeper.guard.preset;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Liquibase's commands. Every one of them makes {@code databasechangelog} and its lock table where
 * they are missing, also those that only look. A migration is {@code FILE::ID::AUTHOR}.
 */
record LiquibaseCommands(List<String> program) implements ToolCommands {
  private static final Pattern CHANGESET =
      Pattern.compile("^[ \\t]+(\\S.*::.*::.*?)\\s*$", Pattern.MULTILINE);

  /** The target is a changeset that is pending, or else a tag. */
  @Override
  public ToolCommand up(Optional<String> target, List<ToolMigration> known) {
    if (target.isEmpty()) {
      return ToolCommand.migrating(program, "update");
    }
    if (!target.get().contains("::")) {
      return ToolCommand.migrating(program, "update-to-tag", "--tag=" + target.get());
    }
    int count = new Sequence(Preset.LIQUIBASE, known).pendingUpTo(target.get());
    return ToolCommand.migrating(program, "update-count", "--count=" + count);
  }

  @Override
  public List<ToolCommand> down(DownTarget target, List<ToolMigration> known) {
    int count = new Sequence(Preset.LIQUIBASE, known).undone(target).size();
    return count == 0
        ? List.of()
        : List.of(ToolCommand.migrating(program, "rollback-count", "--count=" + count));
  }

  @Override
  public List<ToolCommand> mark(Mark mark, List<String> versions, List<ToolMigration> known) {
    if (mark == Mark.PENDING) {
      throw NotOffered.by(
          Preset.LIQUIBASE,
          "command that marks changesets as pending",
          "Take the row out yourself: DELETE FROM databasechangelog WHERE id = 'ID' AND author ="
              + " 'AUTHOR' AND filename = 'FILE'.");
    }
    Sequence line = new Sequence(Preset.LIQUIBASE, known);
    line.frontier(mark, versions);
    long count = line.pending().stream().filter(versions::contains).count();
    return Collections.nCopies(
        Math.toIntExact(count), ToolCommand.marking(program, "mark-next-changeset-ran"));
  }

  @Override
  public Status status() {
    return new Status.Asked(
        Inquiry.of(
            List.of(
                ToolCommand.asking(program, "history", "--format=TEXT").makingItsTables(),
                ToolCommand.asking(program, "status", "--verbose").makingItsTables()),
            outputs -> {
              List<ToolMigration> migrations = new ArrayList<>();
              changesets(outputs.get(0)).forEach(one -> add(migrations, one, true));
              changesets(outputs.get(1)).forEach(one -> add(migrations, one, false));
              return migrations;
            }));
  }

  /** A changeset that is to run again is pending as well; then it counts as applied. */
  private static void add(List<ToolMigration> migrations, String version, boolean applied) {
    if (migrations.stream().noneMatch(one -> one.version().equals(version))) {
      migrations.add(new ToolMigration(version, applied));
    }
  }

  private static List<String> changesets(String output) {
    return CHANGESET.matcher(output).results().map(line -> line.group(1)).toList();
  }

  @Override
  public Preview preview(List<ToolMigration> known) {
    return new Preview.Printed(
        List.of(
            new Preview.Part(
                Optional.empty(),
                ToolCommand.previewing(program, "update-sql").makingItsTables())));
  }
}
