package dev.lockkeeper.migration;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The migrations of a project, in version order. Immutable. */
public final class Catalog {
  private final SortedMap<Version, Migration> migrations;
  private final List<SourceFolder> folders;

  private Catalog(SortedMap<Version, Migration> migrations, List<SourceFolder> folders) {
    this.migrations = migrations;
    this.folders = List.copyOf(folders);
  }

  /**
   * Orders migrations by version. Of two with one version the later wins; finding duplicates is the
   * reader's work, since only it knows the files.
   *
   * @param folders the folders they come from
   */
  public static Catalog of(Collection<Migration> migrations, List<SourceFolder> folders) {
    TreeMap<Version, Migration> sorted = new TreeMap<>();
    for (Migration migration : migrations) {
      sorted.put(migration.version(), migration);
    }
    return new Catalog(sorted, folders);
  }

  /** Every migration, in version order. */
  public Collection<Migration> all() {
    return List.copyOf(migrations.values());
  }

  /** The migration with this version, or nothing. */
  public Optional<Migration> find(Version version) {
    return Optional.ofNullable(migrations.get(version));
  }

  /** The folders they come from, and how the files of each are named. */
  public List<SourceFolder> folders() {
    return folders;
  }

  /** The folders they come from, for messages. */
  public String places() {
    return folders.stream().map(SourceFolder::display).collect(Collectors.joining(", "));
  }

  /** How many there are. */
  public int size() {
    return migrations.size();
  }
}
