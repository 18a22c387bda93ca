package dev.lockkeeper.plan;

import dev.lockkeeper.migration.Checksum;
import dev.lockkeeper.migration.Direction;
import dev.lockkeeper.migration.Migration;
import java.util.List;

/**
 * What a run would do. Immutable.
 *
 * @param direction which way
 * @param steps the migrations, in the order they run
 * @param problems why it must not run; empty if it may
 * @param findings what is worth knowing
 * @param otherPhases pending migrations that this run leaves alone because of their phase
 * @param batch the batch number of the migrations that it applies
 */
public record Plan(
    Direction direction,
    List<Step> steps,
    List<Problem> problems,
    List<Finding> findings,
    List<Migration> otherPhases,
    int batch) {

  public Plan {
    steps = List.copyOf(steps);
    problems = List.copyOf(problems);
    findings = List.copyOf(findings);
    otherPhases = List.copyOf(otherPhases);
  }

  /** Whether there is nothing to do. */
  public boolean isEmpty() {
    return steps.isEmpty();
  }

  /** The same for the same steps over the same texts, and different otherwise. */
  public String hash() {
    StringBuilder text = new StringBuilder(direction.id());
    for (Step step : steps) {
      text.append('\n').append(step.migration().version()).append(' ');
      text.append(step.body().exactChecksum());
    }
    return Checksum.exact(text.toString());
  }

  /** Refuses a plan that must not run. */
  public void requireNoProblem() {
    if (!problems.isEmpty()) {
      int more = problems.size() - 1;
      String also =
          more == 0 ? "" : " (and " + more + (more == 1 ? " more problem)" : " more problems)");
      throw problems.get(0).toException(also);
    }
  }
}
