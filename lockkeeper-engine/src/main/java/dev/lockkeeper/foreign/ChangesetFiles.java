package dev.lockkeeper.foreign;

import dev.lockkeeper.migration.Catalog;
import dev.lockkeeper.migration.Migration;
import dev.lockkeeper.migration.Version;
import java.util.List;
import java.util.Optional;

/**
 * Finds the changesets of Liquibase's history among the files of the project. Both know a changeset
 * as {@code <path>::<id>::<author>}, but Liquibase's path begins where its search path does, and
 * the project's at the migrations folder.
 */
final class ChangesetFiles {
  private final Catalog catalog;

  ChangesetFiles(Catalog catalog) {
    this.catalog = catalog;
  }

  /** The one migration that can be meant; none where several can. */
  Optional<Migration> find(Version recorded) {
    return catalog.find(recorded).or(() -> only(recorded.toString()));
  }

  private Optional<Migration> only(String recorded) {
    List<Migration> meant =
        catalog.all().stream()
            .filter(file -> file.version().isNamed())
            .filter(file -> isSame(recorded, file.version().toString()))
            .toList();
    return meant.size() == 1 ? Optional.of(meant.get(0)) : Optional.empty();
  }

  private static boolean isSame(String one, String other) {
    return tail(one).equals(tail(other))
        && (isBelow(path(one), path(other)) || isBelow(path(other), path(one)));
  }

  private static boolean isBelow(String longer, String path) {
    return ("/" + longer).endsWith("/" + path);
  }

  private static String path(String name) {
    int end = name.indexOf("::");
    String path = (end < 0 ? name : name.substring(0, end)).replace('\\', '/');
    return path.startsWith("classpath:") ? path.substring("classpath:".length()) : path;
  }

  private static String tail(String name) {
    int end = name.indexOf("::");
    return end < 0 ? "" : name.substring(end);
  }
}
