package dev.lockkeeper.cli;

import dev.lockkeeper.cli.config.Configuration;
import dev.lockkeeper.cli.config.DatabaseNeed;
import dev.lockkeeper.cli.config.ProjectFile;
import dev.lockkeeper.cli.report.JsonDocuments;
import dev.lockkeeper.cli.template.DeploymentFiles;
import dev.lockkeeper.cli.template.DeploymentKind;
import dev.lockkeeper.cli.template.DeploymentKind.Group;
import dev.lockkeeper.cli.template.NewFile;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

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

  @Option(
      names = "--platform",
      paramLabel = "P",
      description = "where the service runs: cloud-run, kubernetes or command")
  @Nullable String platform;

  @Option(
      names = "--pipeline",
      paramLabel = "P",
      description = "what builds and releases it: cloud-build, github-actions or gitlab-ci")
  @Nullable String pipeline;

  @Option(
      names = "--infra",
      paramLabel = "I",
      description = "what describes the infrastructure: terraform")
  @Nullable String infrastructure;

  InitCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    List<DeploymentKind> kinds = kinds();
    Configuration configuration = invocation.configuration(DatabaseNeed.NONE);
    List<String> written = new ArrayList<>();
    Path folder = configuration.project();
    Path settings = folder.resolve(ProjectFile.NAME);
    if (!Files.exists(settings)) {
      String services = new DeploymentFiles(projectName(configuration)).settings(kinds);
      NewFiles.write(settings, SETTINGS.formatted(projectName(configuration)) + services);
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
    List<String> left = deployment(configuration, kinds, written);
    report(written, left);
    return 0;
  }

  private List<DeploymentKind> kinds() {
    List<DeploymentKind> kinds = new ArrayList<>();
    kind("--platform", Group.PLATFORM, platform).ifPresent(kinds::add);
    kind("--pipeline", Group.PIPELINE, pipeline).ifPresent(kinds::add);
    kind("--infra", Group.INFRASTRUCTURE, infrastructure).ifPresent(kinds::add);
    return kinds;
  }

  private static Optional<DeploymentKind> kind(String option, Group group, @Nullable String id) {
    if (id == null) {
      return Optional.empty();
    }
    return Optional.of(
        DeploymentKind.of(group, id)
            .orElseThrow(
                () ->
                    LockkeeperException.because(
                            ErrorCode.USAGE, option + " knows no \"" + id + "\"")
                        .hint("Known: " + String.join(", ", DeploymentKind.ids(group)) + ".")
                        .build()));
  }

  /** Writes what is not there yet; names what is. */
  private static List<String> deployment(
      Configuration configuration, List<DeploymentKind> kinds, List<String> written) {
    List<String> left = new ArrayList<>();
    for (NewFile file : new DeploymentFiles(projectName(configuration)).of(kinds)) {
      Path path = configuration.project().resolve(file.name());
      if (Files.exists(path)) {
        left.add(file.name());
      } else {
        NewFiles.write(path, file.text());
        written.add(file.name());
      }
    }
    return left;
  }

  /** What the file says already, else the folder's name. */
  private static String projectName(Configuration configuration) {
    Path name = configuration.project().getFileName();
    String folder = name == null ? "" : name.toString().replaceAll("[^A-Za-z0-9_-]", "-");
    return folder.isEmpty() ? configuration.settings().project() : folder;
  }

  private void report(List<String> written, List<String> left) {
    if (invocation.output().form().json()) {
      invocation.output().document(JsonDocuments.files(written, left));
      return;
    }
    written.forEach(file -> invocation.output().line("wrote " + file));
    left.forEach(file -> invocation.output().line("left " + file + ": it is there already"));
    invocation
        .output()
        .line(
            written.isEmpty()
                ? "Nothing to do: the settings and the migrations folder are there."
                : "Next: `lockkeeper up`, then `lockkeeper new NAME` for the next change.");
  }
}
