package dev.lockkeeper.guard.preset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The commands of node-pg-migrate. It has none for the status, and its {@code --dry-run} makes
 * {@code pgmigrations} and takes its lock, so the files are compared with the history. The folder
 * is {@code migrations}, or what {@code -m} names among the words of the program.
 */
record NodePgMigrateCommands(List<String> program, Path project) implements ToolCommands {
  private static final Pattern FILE = Pattern.compile("\\d+_?.*\\.(sql|[cm]?[jt]s)");
  private static final Pattern FOLDER_OPTION = Pattern.compile("-m|--migrations-dir");
  private static final String DEFAULT_FOLDER = "migrations";

  /** The argument after {@code up} would be run alone, so a target is a number of migrations. */
  @Override
  public ToolCommand up(Optional<String> target, List<ToolMigration> known) {
    return target
        .map(version -> new Sequence(Preset.NODE_PG_MIGRATE, known).pendingUpTo(version))
        .map(count -> ToolCommand.migrating(program, "up", count.toString()))
        .orElseGet(() -> ToolCommand.migrating(program, "up"));
  }

  @Override
  public List<ToolCommand> down(DownTarget target, List<ToolMigration> known) {
    int count = new Sequence(Preset.NODE_PG_MIGRATE, known).undone(target).size();
    return count == 0
        ? List.of()
        : List.of(ToolCommand.migrating(program, "down", Integer.toString(count)));
  }

  @Override
  public List<ToolCommand> mark(Mark mark, List<String> versions, List<ToolMigration> known) {
    Sequence line = new Sequence(Preset.NODE_PG_MIGRATE, known);
    line.frontier(mark, versions);
    List<String> others = mark == Mark.APPLIED ? line.pending() : line.applied();
    long count = others.stream().filter(versions::contains).count();
    if (count == 0) {
      return List.of();
    }
    String direction = mark == Mark.APPLIED ? "up" : "down";
    return List.of(ToolCommand.marking(program, direction, Long.toString(count), "--fake"));
  }

  @Override
  public Status status() {
    return new Status.Compared(
        folder(),
        files().stream()
            .map(name -> name.substring(0, name.lastIndexOf('.')))
            .sorted(Comparator.comparing(NodePgMigrateCommands::number))
            .distinct()
            .toList());
  }

  private List<String> files() {
    return ProjectFiles.names(folder()).stream()
        .filter(name -> FILE.matcher(name).matches())
        .toList();
  }

  private Path folder() {
    for (int i = 0; i + 1 < program.size(); i++) {
      if (FOLDER_OPTION.matcher(program.get(i)).matches()) {
        return project.resolve(program.get(i + 1)).normalize();
      }
    }
    return project.resolve(DEFAULT_FOLDER);
  }

  /** Names begin with a number of any length, which orders them. */
  private static String number(String name) {
    String digits = name.replaceFirst("^(\\d+).*", "$1");
    return "0".repeat(Math.max(0, 40 - digits.length())) + digits + name;
  }

  /** Where every pending migration is an SQL file, nothing has to run. */
  @Override
  public Preview preview(List<ToolMigration> known) {
    List<String> pending = new Sequence(Preset.NODE_PG_MIGRATE, known).pending();
    if (pending.stream().allMatch(name -> Files.exists(folder().resolve(name + ".sql")))) {
      return new Preview.Files(pending);
    }
    List<String> words = new ArrayList<>(program);
    words.addAll(List.of("up", "--dry-run"));
    return new Preview.Printed(
        List.of(
            new Preview.Part(Optional.empty(), ToolCommand.previewing(words).makingItsTables())));
  }
}
