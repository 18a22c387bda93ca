package dev.lockkeeper.check;

import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.migration.SqlBody;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.plan.Step;

/** Checks every script of a plan before the first one is sent. */
public final class PlanCheck {
  private PlanCheck() {}

  /**
   * Checks a plan.
   *
   * @throws LockkeeperException if the plan has a problem or a script may not be sent; nothing was
   *     touched
   */
  public static void require(Plan plan) {
    plan.requireNoProblem();
    for (Step step : plan.steps()) {
      if (step.body() instanceof SqlBody script) {
        CheckedScript.of(script);
      }
    }
  }
}
