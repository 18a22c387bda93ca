package dev.lockkeeper.guard.preset;

import java.nio.file.Path;
import java.util.List;

/** How to learn which migrations of a tool are applied, in the order in which it applies them. */
public sealed interface Status {
  /**
   * The tool says it.
   *
   * @param inquiry its commands; what they write is on each of them
   */
  record Asked(Inquiry<List<ToolMigration>> inquiry) implements Status {}

  /**
   * The tool has no command that only looks, so its files are compared with its history.
   *
   * @param folder the folder of the files, absolute; it may not exist
   * @param versions the migrations in it, oldest first
   */
  record Compared(Path folder, List<String> versions) implements Status {
    public Compared {
      versions = List.copyOf(versions);
    }

    /**
     * The migrations of the folder, and which of them are applied.
     *
     * @param applied the keys in the tool's history
     */
    public List<ToolMigration> with(List<String> applied) {
      return versions.stream()
          .map(version -> new ToolMigration(version, applied.contains(version)))
          .toList();
    }
  }
}
