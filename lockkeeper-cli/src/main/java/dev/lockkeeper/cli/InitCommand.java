package dev.lockkeeper.cli;

import dev.lockkeeper.cli.config.Configuration;
import dev.lockkeeper.cli.config.DatabaseNeed;
import dev.lockkeeper.cli.config.ProjectFile;
import dev.lockkeeper.cli.report.JsonDocuments;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Writes lockkeeper.yaml and a first migration. Overwrites nothing.")
final class InitCommand implements Callable<Integer> {
  private static final String SETTINGS =
      """
      # Settings of Lockkeeper. Everything here can be left out.
      project: %s

      # Where the migrations are.
      dirs: [migrations]

      # The database for local work: a PostgreSQL that Lockkeeper brings along, in .lockkeeper/.
      url: embedded

      # Other databases, chosen with `-e NAME`. Keep passwords out of this file.
      # environments:
      #   production:
      #     url: postgres://${DB_USER}:${DB_PASS}@${DB_HOST}:5432/${DB_NAME}
      #     protected: true
      """;

  private static final String UP =
      """
      CREATE TABLE notes (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        text text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      """;

  private static final String DOWN = "DROP TABLE notes;\n";

  private final Invocation invocation;

  InitCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    Configuration configuration = invocation.configuration(DatabaseNeed.NONE);
    List<String> written = new ArrayList<>();
    Path folder = configuration.project();
    Path settings = folder.resolve(ProjectFile.NAME);
    if (!Files.exists(settings)) {
      NewFiles.write(settings, SETTINGS.formatted(projectName(configuration)));
      written.add(ProjectFile.NAME);
    }
    Path migrations = configuration.migrations().get(0);
    if (!Files.exists(migrations)) {
      String base = Timestamps.next(migrations) + "_create_notes";
      NewFiles.write(migrations.resolve(base + ".up.sql"), UP);
      NewFiles.write(migrations.resolve(base + ".down.sql"), DOWN);
      written.add(folder.relativize(migrations.resolve(base + ".up.sql")).toString());
      written.add(folder.relativize(migrations.resolve(base + ".down.sql")).toString());
    }
    if (NewFiles.ignore(folder.resolve(".gitignore"), ".lockkeeper/")) {
      written.add(".gitignore");
    }
    report(written);
    return 0;
  }

  /** What the file says already, else the folder's name. */
  private static String projectName(Configuration configuration) {
    Path name = configuration.project().getFileName();
    String folder = name == null ? "" : name.toString().replaceAll("[^A-Za-z0-9_-]", "-");
    return folder.isEmpty() ? configuration.settings().project() : folder;
  }

  private void report(List<String> written) {
    if (invocation.output().form().json()) {
      invocation.output().document(JsonDocuments.files(written));
      return;
    }
    written.forEach(file -> invocation.output().line("wrote " + file));
    invocation
        .output()
        .line(
            written.isEmpty()
                ? "Nothing to do: the settings and the migrations folder are there."
                : "Next: `lockkeeper up`, then `lockkeeper new NAME` for the next change.");
  }
}
