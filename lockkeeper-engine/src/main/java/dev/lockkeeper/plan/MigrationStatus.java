package dev.lockkeeper.plan;

import dev.lockkeeper.failure.Place;
import dev.lockkeeper.migration.Applied;
import dev.lockkeeper.migration.Catalog;
import dev.lockkeeper.migration.History;
import dev.lockkeeper.migration.Migration;
import dev.lockkeeper.migration.Phase;
import dev.lockkeeper.migration.State;
import dev.lockkeeper.migration.Version;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where one migration stands.
 *
 * @param version its version
 * @param name its name
 * @param phase its phase
 * @param state where it stands
 * @param reformatted whether its file differs from what was applied in comments or blanks only
 * @param reversible whether {@code down} can undo it; unknown counts as no
 * @param applied what the ledger says of it, if anything
 * @param place its file, if there is one
 */
public record MigrationStatus(
    Version version,
    String name,
    Phase phase,
    State state,
    boolean reformatted,
    boolean reversible,
    Optional<Applied> applied,
    Optional<Place> place) {

  /** Every migration of the catalog or the history, in the order in which they run. */
  public static List<MigrationStatus> of(Catalog catalog, History history) {
    TreeMap<Version, MigrationStatus> all = new TreeMap<>(catalog.order());
    for (Applied row : history.all()) {
      all.put(row.version(), withoutFile(row));
    }
    for (Migration migration : catalog.all()) {
      all.put(migration.version(), present(migration, history.find(migration.version())));
    }
    return List.copyOf(all.values());
  }

  private static MigrationStatus withoutFile(Applied row) {
    return new MigrationStatus(
        row.version(),
        row.name(),
        row.phase(),
        row.isPartial() ? State.FAILED : row.isWithoutFile() ? State.ADOPTED : State.MISSING,
        false,
        false,
        Optional.of(row),
        Optional.empty());
  }

  private static MigrationStatus present(Migration migration, Optional<Applied> applied) {
    Comparison comparison =
        applied
            .filter(row -> !row.isPartial())
            .map(row -> Comparison.of(migration, row))
            .orElse(Comparison.SAME);
    boolean due = applied.filter(row -> Comparison.isDue(migration, row)).isPresent();
    return new MigrationStatus(
        migration.version(),
        migration.name(),
        migration.phase(),
        due ? State.PENDING : state(applied, comparison),
        !due && comparison == Comparison.REFORMATTED,
        migration.isReversible(),
        applied,
        Optional.of(Place.of(migration.up().file())));
  }

  private static State state(Optional<Applied> applied, Comparison comparison) {
    if (applied.isEmpty()) {
      return State.PENDING;
    }
    if (comparison == Comparison.CHANGED) {
      return State.CHANGED;
    }
    return switch (applied.get().kind()) {
      case APPLIED -> State.APPLIED;
      case MARKED -> State.MARKED;
      case ADOPTED -> State.ADOPTED;
      case PARTIAL -> State.FAILED;
    };
  }
}
