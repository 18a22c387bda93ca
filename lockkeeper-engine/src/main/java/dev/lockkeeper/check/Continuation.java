package dev.lockkeeper.check;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.Place;
import dev.lockkeeper.migration.Applied;
import dev.lockkeeper.migration.SqlBody;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.plan.Problem;
import dev.lockkeeper.plan.Step;
import dev.lockkeeper.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Compares half-applied scripts with what the ledger knows of them. What is applied of a script
 * must not have changed; nor must a statement in doubt, since its fate cannot be read from another
 * one, unless a person has decided about it.
 */
public final class Continuation {
  private final boolean decided;
  private final List<Problem> problems;

  private Continuation(boolean decided, List<Problem> problems) {
    this.decided = decided;
    this.problems = new ArrayList<>(problems);
  }

  /** The same plan with a problem for each half-applied script that cannot go on as it is now. */
  public static Plan judged(Plan plan) {
    return new Continuation(false, plan.problems()).judge(plan);
  }

  /** The same where a person has decided about the statement in doubt. */
  public static Plan judgedAsDecided(Plan plan) {
    return new Continuation(true, plan.problems()).judge(plan);
  }

  private Plan judge(Plan plan) {
    for (Step step : plan.steps()) {
      Optional<Applied.Progress> progress =
          step.progress().filter(half -> half.direction() == step.direction());
      if (progress.isPresent() && step.body() instanceof SqlBody body) {
        judge(CheckedScript.of(body), progress.get());
      }
    }
    return new Plan(
        plan.direction(),
        plan.steps(),
        problems,
        plan.findings(),
        plan.otherPhases(),
        plan.batch());
  }

  private void judge(CheckedScript script, Applied.Progress progress) {
    if (!script.prefixChecksum(progress.done()).equals(progress.prefixChecksum())) {
      problems.add(changedPrefix(script, progress.done()));
    } else if (!decided && isEdited(script, progress)) {
      problems.add(editedDoubt(script, progress.inFlight()));
    }
  }

  private static boolean isEdited(CheckedScript script, Applied.Progress progress) {
    return progress.inFlight() > 0
        && !script.statementChecksum(progress.inFlight()).equals(progress.statementChecksum());
  }

  private static Problem changedPrefix(CheckedScript script, int done) {
    String file = script.body().file();
    return new Problem(
        ErrorCode.CHANGED,
        file
            + " was changed in "
            + (done == 1
                ? "its first statement, which is applied already"
                : "its first " + done + " statements, which are applied already"),
        Optional.of(Place.of(file)),
        "Restore what is applied; mend only what stands behind it.");
  }

  private static Problem editedDoubt(CheckedScript script, int number) {
    String file = script.body().file();
    boolean exists = number <= script.statements().size();
    Statement statement = exists ? script.statements().get(number - 1) : null;
    Place place = statement == null ? Place.of(file) : script.place(statement, 0);
    return new Problem(
        ErrorCode.HALF_APPLIED,
        place
            + ": statement "
            + number
            + " was "
            + (exists ? "changed" : "taken out")
            + " while nobody knows whether it took effect as it was",
        Optional.of(place),
        "Look at the data. Then "
            + (exists
                ? "`lockkeeper resume` runs the statement as it is now and goes on, "
                : "`lockkeeper resume` goes on without it, ")
            + "`lockkeeper resume --skip` counts it as done and goes on, `lockkeeper resume"
            + " --revert` runs the down script.");
  }
}
