package dev.lockkeeper.migration;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The migrations of a project, in the order in which they run: numbers by their size, then named
 * versions as the project lists them. Immutable.
 */
public final class Catalog {
  private final Map<Version, Migration> migrations = new HashMap<>();
  private final List<Migration> inOrder;
  private final Map<Version, Integer> places = new HashMap<>();
  private final List<SourceFolder> folders;

  private Catalog(List<Migration> inOrder, List<SourceFolder> folders) {
    this.inOrder = List.copyOf(inOrder);
    this.folders = List.copyOf(folders);
    for (Migration migration : inOrder) {
      migrations.put(migration.version(), migration);
      if (migration.version().isNamed()) {
        places.put(migration.version(), places.size());
      }
    }
  }

  /**
   * Puts migrations in order. Of two with one version the later wins; finding duplicates is the
   * reader's work, since only it knows the files.
   *
   * @param migrations those with named versions in the order in which they run
   * @param folders the folders they come from
   */
  public static Catalog of(Collection<Migration> migrations, List<SourceFolder> folders) {
    TreeMap<Version, Migration> numbered = new TreeMap<>();
    Map<Version, Migration> named = new LinkedHashMap<>();
    for (Migration migration : migrations) {
      (migration.version().isNamed() ? named : numbered).put(migration.version(), migration);
    }
    List<Migration> inOrder = new ArrayList<>(numbered.values());
    inOrder.addAll(named.values());
    return new Catalog(inOrder, folders);
  }

  /** Every migration, in the order in which they run. */
  public List<Migration> all() {
    return inOrder;
  }

  /**
   * The order in which migrations run, which named versions alone do not tell. Those that this
   * catalog does not have come after all others.
   */
  public Comparator<Version> order() {
    return Comparator.<Version, Boolean>comparing(Version::isNamed)
        .thenComparing(
            version -> version.isNamed() ? places.getOrDefault(version, places.size()) : 0)
        .thenComparing(Comparator.naturalOrder());
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
    return inOrder.size();
  }
}
