package dev.lockkeeper.plan;

import dev.lockkeeper.migration.Phase;
import dev.lockkeeper.migration.Version;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What {@code up} was asked to do.
 *
 * @param phases the phases to apply
 * @param to the last version to apply
 * @param steps how many migrations to apply at most
 * @param allowExisting whether a database with tables and no ledger is accepted
 */
public record UpRequest(
    Set<Phase> phases, Optional<Version> to, OptionalInt steps, boolean allowExisting) {
  /** Everything that is pending in the phase {@code pre}. */
  public static final UpRequest PRE =
      new UpRequest(Set.of(Phase.PRE), Optional.empty(), OptionalInt.empty(), false);

  /** Everything that is pending, in version order whatever the phase. */
  public static final UpRequest ALL =
      new UpRequest(Set.of(Phase.values()), Optional.empty(), OptionalInt.empty(), false);

  public UpRequest {
    phases = Set.copyOf(phases);
  }

  /** The same up to a version. */
  public UpRequest upTo(Version version) {
    return new UpRequest(phases, Optional.of(version), steps, allowExisting);
  }

  /** The same for a database that has tables and no ledger. */
  public UpRequest allowingExistingTables() {
    return new UpRequest(phases, to, steps, true);
  }
}
