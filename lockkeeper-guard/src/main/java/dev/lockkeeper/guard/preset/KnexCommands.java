package dev.lockkeeper.guard.preset;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Knex's {@code migrate:} commands. {@code migrate:list} makes {@code knex_migrations} and its lock
 * table where they are missing, as every command of Knex does.
 */
record KnexCommands(List<String> program) implements ToolCommands {
  @Override
  public ToolCommand up(Optional<String> target, List<ToolMigration> known) {
    return target
        .map(version -> ToolCommand.migrating(program, "migrate:to", version))
        .orElseGet(() -> ToolCommand.migrating(program, "migrate:latest"));
  }

  @Override
  public List<ToolCommand> down(DownTarget target, List<ToolMigration> known) {
    List<String> undone = new Sequence(Preset.KNEX, known).undone(target);
    if (undone.isEmpty()) {
      return List.of();
    }
    if (target instanceof DownTarget.To) {
      return undone.stream()
          .map(version -> ToolCommand.migrating(program, "migrate:down", version))
          .toList();
    }
    return List.of(
        target instanceof DownTarget.All
            ? ToolCommand.migrating(program, "migrate:rollback", "--all")
            : ToolCommand.migrating(program, "migrate:rollback"));
  }

  @Override
  public List<ToolCommand> mark(Mark mark, List<String> versions, List<ToolMigration> known) {
    throw NotOffered.by(
        Preset.KNEX,
        "command that marks migrations",
        mark == Mark.APPLIED
            ? "Write the row yourself: INSERT INTO knex_migrations (name, batch, migration_time)"
                + " VALUES ('FILE', BATCH, now())."
            : "Take the row out yourself: DELETE FROM knex_migrations WHERE name = 'FILE'.");
  }

  @Override
  public Status status() {
    return new Status.Asked(
        Inquiry.of(
            List.of(ToolCommand.asking(program, "migrate:list").makingItsTables()),
            outputs -> list(outputs.get(0))));
  }

  /** Names below a heading for the completed ones, and below one for the pending ones. */
  private static List<ToolMigration> list(String output) {
    List<ToolMigration> migrations = new ArrayList<>();
    Optional<Boolean> applied = Optional.empty();
    for (String line : output.split("\\R", -1)) {
      String text = line.strip();
      if (text.matches("(Found \\d+|No) Completed Migration file.*")) {
        applied = Optional.of(true);
      } else if (text.matches("(Found \\d+|No) Pending Migration file.*")) {
        applied = Optional.of(false);
      } else if (!text.isEmpty()) {
        applied.ifPresent(state -> migrations.add(new ToolMigration(text, state)));
      }
    }
    return migrations;
  }

  @Override
  public Preview preview(List<ToolMigration> known) {
    throw NotOffered.by(
        Preset.KNEX,
        "command that shows the SQL of a migration",
        "Run the migrations on a copy of the database; the record of that run has every statement.");
  }
}
