package dev.lockkeeper.migration;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The migrations of a project, in version order. Immutable. */
public final class Catalog {
  private final SortedMap<Version, Migration> migrations;
  private final List<String> places;

  private Catalog(SortedMap<Version, Migration> migrations, List<String> places) {
    this.migrations = migrations;
    this.places = List.copyOf(places);
  }

  /**
   * Orders migrations by version. Of two with one version the later wins; finding duplicates is the
   * reader's work, since only it knows the files.
   *
   * @param places the folders they come from, for messages
   */
  public static Catalog of(Collection<Migration> migrations, List<String> places) {
    TreeMap<Version, Migration> sorted = new TreeMap<>();
    for (Migration migration : migrations) {
      sorted.put(migration.version(), migration);
    }
    return new Catalog(sorted, places);
  }

  /** Every migration, in version order. */
  public Collection<Migration> all() {
    return List.copyOf(migrations.values());
  }

  /** The migration with this version, or nothing. */
  public Optional<Migration> find(Version version) {
    return Optional.ofNullable(migrations.get(version));
  }

  /** The folders they come from, for messages. */
  public List<String> places() {
    return places;
  }

  /** How many there are. */
  public int size() {
    return migrations.size();
  }
}
