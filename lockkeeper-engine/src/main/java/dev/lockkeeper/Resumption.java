package dev.lockkeeper;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.migration.Applied;
import dev.lockkeeper.migration.Catalog;
import dev.lockkeeper.migration.Direction;
import dev.lockkeeper.migration.History;
import dev.lockkeeper.migration.Migration;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.plan.Step;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes the plan that goes on with a half-applied migration. */
final class Resumption {
  private final Catalog catalog;
  private final ResumeMode mode;

  Resumption(Catalog catalog, ResumeMode mode) {
    this.catalog = catalog;
    this.mode = mode;
  }

  Plan plan(History history) {
    Applied row =
        history
            .halfApplied()
            .orElseThrow(
                () ->
                    LockkeeperException.because(
                            ErrorCode.NOT_HALF_APPLIED, "no migration is half-applied")
                        .databaseState("Nothing was changed.")
                        .hint("`lockkeeper up` applies what is pending.")
                        .build());
    Migration migration = catalog.find(row.version()).orElseThrow(() -> gone(row));
    Direction direction = row.progress().map(Applied.Progress::direction).orElse(Direction.UP);
    if (mode == ResumeMode.SKIP && row.progress().map(Applied.Progress::inFlight).orElse(0) == 0) {
      throw LockkeeperException.because(
              ErrorCode.NOT_HALF_APPLIED, "no statement of " + row.title() + " is in doubt")
          .databaseState("Nothing was changed.")
          .hint("`lockkeeper up` or `lockkeeper resume` goes on with it.")
          .build();
    }
    if (mode == ResumeMode.REVERT) {
      requireRevertible(migration, direction);
      direction = Direction.DOWN;
    }
    return new Plan(
        direction,
        List.of(new Step(migration, direction, Optional.of(row))),
        List.of(),
        List.of(),
        List.of(),
        direction == Direction.UP ? history.nextBatch(Set.of(row.version())) : row.batch());
  }

  private static void requireRevertible(Migration migration, Direction direction) {
    if (direction == Direction.DOWN || !migration.isReversible()) {
      throw LockkeeperException.because(
              ErrorCode.IRREVERSIBLE,
              direction == Direction.DOWN
                  ? "a down of " + migration.title() + " cannot be reverted, only finished"
                  : migration.title() + " has no down")
          .databaseState("Nothing was changed.")
          .hint("Go on with `lockkeeper resume` or `lockkeeper resume --skip`.")
          .build();
    }
  }

  private static LockkeeperException gone(Applied row) {
    return LockkeeperException.because(
            ErrorCode.MISSING, row.title() + " is half-applied, and its files are gone")
        .databaseState("Nothing was changed.")
        .hint("Restore the files first.")
        .build();
  }
}
