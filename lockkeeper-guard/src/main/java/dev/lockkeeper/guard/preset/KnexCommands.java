package dev.lockkeeper.guard.preset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Knex's {@code migrate:} commands. {@code migrate:list} makes {@code knex_migrations} and its lock
 * table where they are missing, as every command of Knex does.
 */
record KnexCommands(List<String> program, Path project) implements ToolCommands {
  private static final Pattern KNEXFILE = Pattern.compile("knexfile\\.c?js");

  /** Loads the file as Knex does: it may be a promise, and may hold a section per environment. */
  private static final String TABLE_OF =
      "Promise.resolve(require(require('path').resolve(process.argv[1]))).then((file) => {"
          + " const all = file.default || file;"
          + " const own = all[process.env.NODE_ENV || 'development'] || all;"
          + " const { schemaName, tableName } = own.migrations || {};"
          + " console.log(JSON.stringify({ schema: schemaName || '', table: tableName || '' })); })";

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
        "`lockkeeper plan --capture` runs the migrations in a transaction that is rolled back, and"
            + " shows what they send. It takes their locks for that time.");
  }

  /** Node.js reads the knexfile, which is a program. */
  @Override
  public Optional<Inquiry<Optional<String>>> historyTable() {
    return ProjectFiles.names(project).stream()
        .filter(name -> KNEXFILE.matcher(name).matches())
        .findFirst()
        .map(
            file ->
                Inquiry.of(
                    List.of(ToolCommand.asking(List.of("node", "-e", TABLE_OF, file))),
                    outputs -> JsonReader.read(outputs.get(0)).flatMap(KnexCommands::table)));
  }

  private static Optional<String> table(Object document) {
    if (!(document instanceof Map<?, ?> names)) {
      return Optional.empty();
    }
    String table = String.valueOf(names.get("table"));
    String schema = String.valueOf(names.get("schema"));
    return table.isEmpty()
        ? Optional.empty()
        : Optional.of(schema.isEmpty() ? table : schema + "." + table);
  }
}
