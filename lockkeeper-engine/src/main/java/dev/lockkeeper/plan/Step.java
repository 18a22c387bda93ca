package dev.lockkeeper.plan;

import dev.lockkeeper.migration.Applied;
import dev.lockkeeper.migration.Body;
import dev.lockkeeper.migration.Direction;
import dev.lockkeeper.migration.Migration;
import java.util.Optional;

/**
 * One migration to apply or undo.
 *
 * @param migration the migration
 * @param direction which way
 * @param applied what the ledger says of it now, if anything
 */
public record Step(Migration migration, Direction direction, Optional<Applied> applied) {

  /** The ledger keeps writing a version as it did first, also if the file writes 7 for 007 now. */
  public Step {
    if (applied.isPresent()) {
      migration = migration.withVersion(applied.get().version());
    }
  }

  /** The script or code that this step runs. */
  public Body body() {
    return direction == Direction.UP
        ? migration.up()
        : migration.down().orElseThrow(IllegalStateException::new);
  }

  /** How far an earlier run came with it, if one left it half-applied. */
  public Optional<Applied.Progress> progress() {
    return applied.flatMap(Applied::progress);
  }
}
