package dev.lockkeeper.cli;

import dev.lockkeeper.cli.config.Configuration;
import dev.lockkeeper.cli.config.DatabaseNeed;
import dev.lockkeeper.cli.report.JsonDocuments;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.settings.FolderLayout;
import dev.lockkeeper.source.DiskFolder;
import dev.lockkeeper.source.MigrationSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "new",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Writes the files of a new migration: NAME says what it does.")
final class NewCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(paramLabel = "NAME", arity = "1..*", description = "such as add_order_status")
  List<String> words = new ArrayList<>();

  @Option(
      names = "--add-column",
      paramLabel = "TABLE.COL:TYPE",
      description = "write the safe sequence that adds a column")
  @Nullable String addColumn;

  @Option(names = "--not-null", description = "with --add-column: the column is NOT NULL")
  boolean notNull;

  @Option(
      names = "--default",
      paramLabel = "X",
      description = "with --add-column: its default, an SQL expression")
  @Nullable String defaultValue;

  NewCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    if (addColumn == null && (notNull || defaultValue != null)) {
      throw LockkeeperException.because(
              ErrorCode.USAGE, "--not-null and --default belong to --add-column, which is missing")
          .hint("Write it as in: --add-column orders.status:text --not-null --default \"'new'\"")
          .build();
    }
    Configuration configuration = invocation.configuration(DatabaseNeed.NONE);
    String name = name(configuration.settings().minimumNameLength());
    Path folder = configuration.migrations().get(0);
    FolderLayout layout = layout(configuration, folder);
    List<SafeColumn.Draft> drafts =
        addColumn == null
            ? List.of(new SafeColumn.Draft(name, "-- What to change.\n", "-- How to undo it.\n"))
            : new SafeColumn(addColumn, notNull, defaultValue).drafts(name);
    List<String> written = new ArrayList<>();
    for (SafeColumn.Draft draft : drafts) {
      DraftFiles.of(layout, folder, Timestamps.next(folder), draft)
          .forEach(
              (file, text) -> {
                NewFiles.write(file, text);
                written.add(configuration.project().relativize(file).toString());
              });
    }
    if (invocation.output().form().json()) {
      invocation.output().document(JsonDocuments.files(written));
    } else {
      written.forEach(file -> invocation.output().line("wrote " + file));
    }
    return 0;
  }

  /** What the settings name, else what the folder's files show. */
  private static FolderLayout layout(Configuration configuration, Path folder) {
    return configuration
        .settings()
        .layout()
        .orElseGet(
            () ->
                Files.isDirectory(folder)
                    ? MigrationSource.detectLayout(
                        new DiskFolder(
                            folder, configuration.project().relativize(folder).toString()))
                    : FolderLayout.LOCKKEEPER);
  }

  private String name(int minimum) {
    String name =
        String.join("_", words)
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "_")
            .replaceAll("^_|_$", "");
    if (name.isEmpty() || name.length() < minimum) {
      throw LockkeeperException.because(
              name.isEmpty() ? ErrorCode.USAGE : ErrorCode.NAME_POLICY,
              name.isEmpty()
                  ? "the name has neither a letter nor a digit"
                  : "the name " + name + " has fewer than " + minimum + " characters")
          .hint("Name it after what it does, such as add_order_status.")
          .build();
    }
    return name;
  }
}
