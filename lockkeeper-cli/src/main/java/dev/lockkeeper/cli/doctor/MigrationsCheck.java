package dev.lockkeeper.cli.doctor;

import dev.lockkeeper.cli.config.Configuration;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.migration.Catalog;
import dev.lockkeeper.source.DiskFolder;
import dev.lockkeeper.source.JavaMigrations;
import dev.lockkeeper.source.MigrationSource;
import dev.lockkeeper.source.ScriptFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Whether the migrations can be read, and how many there are. */
final class MigrationsCheck {
  private final Configuration configuration;

  MigrationsCheck(Configuration configuration) {
    this.configuration = configuration;
  }

  void run(Diagnoses diagnoses) {
    List<ScriptFolder> folders =
        configuration.migrations().stream()
            .<ScriptFolder>map(folder -> new DiskFolder(folder, display(folder)))
            .toList();
    try {
      Catalog catalog =
          new MigrationSource(
                  folders,
                  JavaMigrations.load(configuration.classpath()),
                  configuration.settings().allowEmpty(),
                  configuration.settings().layout())
              .read();
      diagnoses.ok(
          "migrations",
          catalog.size()
              + (catalog.size() == 1 ? " migration in " : " migrations in ")
              + catalog.folders().stream()
                  .map(folder -> folder.display() + " (layout " + folder.layout() + ")")
                  .collect(Collectors.joining(", ")));
    } catch (LockkeeperException e) {
      diagnoses.problem("migrations", e);
    }
  }

  private String display(Path folder) {
    return folder.startsWith(configuration.project()) && !folder.equals(configuration.project())
        ? configuration.project().relativize(folder).toString()
        : folder.toString();
  }
}
