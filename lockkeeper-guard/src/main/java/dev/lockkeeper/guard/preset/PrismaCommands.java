package dev.lockkeeper.guard.preset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Prisma's {@code migrate deploy} and {@code migrate resolve}. What {@code migrate status} prints
 * is not read; the folders are compared with {@code _prisma_migrations} instead.
 */
record PrismaCommands(List<String> program, Path project) implements ToolCommands {
  private static final String FOLDER = "prisma/migrations";

  @Override
  public ToolCommand up(Optional<String> target, List<ToolMigration> known) {
    if (target.isPresent()) {
      throw NotOffered.by(
          Preset.PRISMA,
          "command that goes up to a migration",
          "Let Lockkeeper run the files itself: `lockkeeper adopt`, then `lockkeeper up --to V`.");
    }
    return ToolCommand.migrating(program, "migrate", "deploy");
  }

  @Override
  public List<ToolCommand> down(DownTarget target, List<ToolMigration> known) {
    throw NotOffered.by(
        Preset.PRISMA, "way down", "Write a new migration that undoes the last one.");
  }

  /** Prisma lets only a failed migration be marked as rolled back, and refuses others itself. */
  @Override
  public List<ToolCommand> mark(Mark mark, List<String> versions, List<ToolMigration> known) {
    String option = mark == Mark.APPLIED ? "--applied" : "--rolled-back";
    return versions.stream()
        .map(version -> ToolCommand.marking(program, "migrate", "resolve", option, version))
        .toList();
  }

  @Override
  public Status status() {
    Path folder = project.resolve(FOLDER);
    return new Status.Compared(
        folder,
        ProjectFiles.names(folder).stream()
            .filter(name -> Files.isRegularFile(folder.resolve(name).resolve("migration.sql")))
            .toList());
  }

  @Override
  public Preview preview(List<ToolMigration> known) {
    return new Preview.Files(new Sequence(Preset.PRISMA, known).pending());
  }
}
