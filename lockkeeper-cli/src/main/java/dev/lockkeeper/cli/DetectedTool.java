package dev.lockkeeper.cli;

import dev.lockkeeper.cli.config.Configuration;
import dev.lockkeeper.cli.config.ToolSettings;
import dev.lockkeeper.guard.preset.Detection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The migration tool of a project that names none. */
final class DetectedTool {
  private DetectedTool() {}

  /**
   * The tool, if the files tell of one, and none of them is a migration that Lockkeeper reads.
   *
   * @param log is told why
   */
  static Optional<ToolSettings> settings(Configuration configuration, Consumer<String> log) {
    boolean own =
        !configuration.classpath().isEmpty()
            || configuration.migrations().stream().anyMatch(DetectedTool::holdsScripts);
    return own
        ? Optional.empty()
        : Detection.one(configuration.project())
            .map(
                found -> {
                  log.accept(
                      found.preset().title()
                          + " migrates this project, as "
                          + found.reason()
                          + " tells; `tool: "
                          + found.preset().id()
                          + "` in lockkeeper.yaml settles that.");
                  return new ToolSettings(found.preset().id(), List.of(), Optional.empty());
                });
  }

  /** Folders of our own layouts have their scripts, or folders with them, at the top. */
  private static boolean holdsScripts(Path folder) {
    try (Stream<Path> files = Files.walk(folder, 2)) {
      return files.anyMatch(file -> file.toString().endsWith(".sql"));
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }
}
