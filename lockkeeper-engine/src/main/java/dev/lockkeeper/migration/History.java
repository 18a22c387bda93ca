package dev.lockkeeper.migration;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is applied in a database for one project. Immutable.
 *
 * <p>A half-applied down counts as applied: its way up is complete in the ledger, its way down is
 * not.
 */
public final class History {
  private final TreeMap<Version, Applied> applied = new TreeMap<>();
  private final boolean ledgerExists;
  private final Map<String, Integer> otherProjects;

  /**
   * @param applied the rows of this project
   * @param ledgerExists whether the database has a ledger at all
   * @param otherProjects how many migrations other projects have in the same database
   */
  public History(
      Collection<Applied> applied, boolean ledgerExists, Map<String, Integer> otherProjects) {
    for (Applied row : applied) {
      this.applied.put(row.version(), row);
    }
    this.ledgerExists = ledgerExists;
    this.otherProjects = Map.copyOf(otherProjects);
  }

  /** A database without a ledger. */
  public static History none() {
    return new History(List.of(), false, Map.of());
  }

  /** Every row, in version order. */
  public List<Applied> all() {
    return List.copyOf(applied.values());
  }

  /** Every row, the one applied last first. */
  public List<Applied> newestFirst() {
    List<Applied> rows = new ArrayList<>(applied.values());
    rows.sort(Comparator.comparingLong(Applied::sequence).reversed());
    return rows;
  }

  /** The row of a version, or nothing. */
  public Optional<Applied> find(Version version) {
    return Optional.ofNullable(applied.get(version));
  }

  /** Whether the database has a ledger at all. */
  public boolean ledgerExists() {
    return ledgerExists;
  }

  /** How many migrations other projects have in the same database, by project. */
  public Map<String, Integer> otherProjects() {
    return otherProjects;
  }

  /** The highest batch number so far; 0 if there is none. */
  public int lastBatch() {
    return applied.values().stream().mapToInt(Applied::batch).max().orElse(0);
  }

  /**
   * The number of the next batch. A half-applied migration that joins it gives up the number that
   * it has, so that it counts once.
   *
   * @param joining what will belong to it
   */
  public int nextBatch(Set<Version> joining) {
    return 1
        + applied.values().stream()
            .filter(row -> !(row.isHalfUp() && joining.contains(row.version())))
            .mapToInt(Applied::batch)
            .max()
            .orElse(0);
  }

  /** The half-applied migration, if there is one. */
  public Optional<Applied> halfApplied() {
    return applied.values().stream().filter(Applied::isPartial).findFirst();
  }
}
