package dev.lockkeeper.check;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Place;
import dev.lockkeeper.migration.Direction;
import dev.lockkeeper.migration.SqlBody;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.plan.Problem;
import dev.lockkeeper.plan.Step;
import java.util.Optional;

/** Checks every script of a plan before the first one is sent. */
public final class PlanCheck {
  private PlanCheck() {}

  /** A file of comments alone, as {@code lockkeeper new} writes it, is not a migration yet. */
  private static LockkeeperException draft(SqlBody body) {
    return LockkeeperException.because(ErrorCode.FILE_EMPTY, body.file() + " holds no statement")
        .at(Place.of(body.file()))
        .databaseState("Nothing was changed.")
        .hint("Write the change into it, or delete it if nothing has applied it yet.")
        .build();
  }

  /**
   * Checks a plan.
   *
   * @throws LockkeeperException if the plan has a problem or a script may not be sent; nothing was
   *     touched
   */
  public static void require(Plan plan) {
    plan.requireNoProblem();
    for (Step step : plan.steps()) {
      Optional<Problem> unsupported = Problem.unsupported(step);
      if (unsupported.isPresent()) {
        throw unsupported.get().toException("");
      }
      if (step.body() instanceof SqlBody body) {
        CheckedScript script = CheckedScript.of(body);
        if (step.direction() == Direction.UP && script.statements().isEmpty()) {
          throw draft(body);
        }
      }
    }
  }
}
