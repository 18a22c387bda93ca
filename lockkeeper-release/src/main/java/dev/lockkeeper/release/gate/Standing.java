package dev.lockkeeper.release.gate;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.ledger.ReleaseRecord;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * How far a release has come, from what the ledger has kept of it. A failure undoes what must be
 * done again: a job that has failed is not asked for its result a second time but run anew, and a
 * revision that never got ready is replaced by another. Immutable.
 */
final class Standing {
  private final Set<StepName> done;

  private Standing(Set<StepName> done) {
    this.done = done;
  }

  static Standing of(List<ReleaseRecord.Event> events) {
    Set<StepName> done = EnumSet.noneOf(StepName.class);
    for (ReleaseRecord.Event event : events) {
      if (event.kind().equals("done")) {
        done.add(StepName.of(event.step()));
      } else if (event.kind().equals("failed")) {
        StepName from = restart(StepName.of(event.step()), event.name());
        done.removeIf(step -> step.compareTo(from) >= 0);
      }
    }
    return new Standing(done);
  }

  boolean isDone(StepName step) {
    return done.contains(step);
  }

  /** The step from which a release goes on after a failure. */
  static StepName restart(StepName failed, String code) {
    boolean isConflict = code.equals(ErrorCode.RELEASE_CONFLICT.id());
    return switch (failed) {
      case MIGRATE, PROVE -> StepName.JOB;
      case DEPLOY, READY, SMOKE, TRAFFIC -> isConflict ? StepName.CHECK : StepName.DEPLOY;
      case CHECK, BACKUP, BEFORE, JOB, DRAIN, POST, AFTER -> failed;
    };
  }
}
