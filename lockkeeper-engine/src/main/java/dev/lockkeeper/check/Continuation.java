package dev.lockkeeper.check;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.Place;
import dev.lockkeeper.migration.Applied;
import dev.lockkeeper.migration.Direction;
import dev.lockkeeper.migration.SqlBody;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.plan.Problem;
import dev.lockkeeper.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Compares half-applied scripts with what the ledger knows of them. What is applied of a script
 * must not have changed; nor must a statement in doubt, since its fate cannot be read from another
 * one, unless a person has decided that whatever stands in its place now shall run.
 */
public final class Continuation {
  private final InDoubt inDoubt;
  private final List<Problem> problems;

  private Continuation(InDoubt inDoubt, List<Problem> problems) {
    this.inDoubt = inDoubt;
    this.problems = new ArrayList<>(problems);
  }

  /** The same plan with a problem for each half-applied script that cannot go on as it is now. */
  public static Plan judged(Plan plan, InDoubt inDoubt) {
    return new Continuation(inDoubt, plan.problems()).judge(plan);
  }

  private Plan judge(Plan plan) {
    for (Step step : plan.steps()) {
      Optional<Applied.Progress> progress =
          step.progress().filter(half -> half.direction() == step.direction());
      if (progress.isPresent() && step.body() instanceof SqlBody body) {
        judge(CheckedScript.of(body), progress.get(), step.direction());
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

  private void judge(CheckedScript script, Applied.Progress progress, Direction direction) {
    if (!script.prefixChecksum(progress.done()).equals(progress.prefixChecksum())) {
      problems.add(changedPrefix(script, progress.done()));
    } else if (isEdited(script, progress)) {
      boolean stands = progress.inFlight() <= script.statements().size();
      int now = find(script, progress.statementChecksum());
      if (now > 0) {
        problems.add(moved(script, progress.inFlight(), now));
      } else if (inDoubt == InDoubt.ASK_CATALOG) {
        problems.add(edited(script, progress.inFlight(), direction));
      } else if (inDoubt == InDoubt.SKIP && stands) {
        problems.add(skipped(script, progress.inFlight()));
      }
    }
  }

  private static boolean isEdited(CheckedScript script, Applied.Progress progress) {
    return !progress.statementChecksum().isEmpty()
        && !script.statementChecksum(progress.inFlight()).equals(progress.statementChecksum());
  }

  /** The number of the statement with this checksum; 0 if there is none. */
  private static int find(CheckedScript script, String checksum) {
    int number = script.statements().size();
    while (number > 0 && !script.statementChecksum(number).equals(checksum)) {
      number--;
    }
    return number;
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

  private static Problem moved(CheckedScript script, int number, int now) {
    Place place = script.place(script.statements().get(now - 1), 0);
    return new Problem(
        ErrorCode.CHANGED,
        place
            + ": this is the statement of which nobody knows whether it took effect; it was statement "
            + number
            + " and is statement "
            + now
            + " now",
        Optional.of(place),
        "Put it back in its place, and new statements behind it.");
  }

  private static Problem skipped(CheckedScript script, int number) {
    Place place = script.place(script.statements().get(number - 1), 0);
    return new Problem(
        ErrorCode.CHANGED,
        place
            + ": statement "
            + number
            + " is not the one of which nobody knows whether it took effect, so it cannot count as"
            + " done in its stead",
        Optional.of(place),
        "Restore the statement in doubt and skip it, or let `lockkeeper resume` run the script as it"
            + " is now from here on.");
  }

  private static Problem edited(CheckedScript script, int number, Direction direction) {
    String file = script.body().file();
    boolean stands = number <= script.statements().size();
    Place place = stands ? script.place(script.statements().get(number - 1), 0) : Place.of(file);
    return new Problem(
        ErrorCode.HALF_APPLIED,
        place
            + ": statement "
            + number
            + " was changed or taken out while nobody knows whether it took effect as it was",
        Optional.of(place),
        "Look at the data. Then `lockkeeper resume` runs the script as it is now from here on; or"
            + " restore the statement, and `lockkeeper resume --skip` counts it as done and goes on"
            + (direction == Direction.UP
                ? ", or `lockkeeper resume --revert` runs the down script."
                : "."));
  }
}
