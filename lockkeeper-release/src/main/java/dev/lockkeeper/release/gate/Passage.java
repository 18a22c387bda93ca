package dev.lockkeeper.release.gate;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.ledger.ReleaseRecord;
import dev.lockkeeper.release.platform.Platform;
import dev.lockkeeper.release.platform.Serving;
import dev.lockkeeper.release.platform.Watch;
import dev.lockkeeper.release.settings.ServiceSettings;
import dev.lockkeeper.released.ReleaseLedger;
import java.util.List;
import java.util.Optional;

/**
 * One call of the gate: takes the steps that are not done yet, one after the other, each on record
 * before it begins and after it has ended. Used by one thread.
 */
final class Passage {
  private final Work work;
  private final ReleaseRecord record;
  private final Standing standing;
  private final Facts facts;
  private final Watch watch;
  private StepName current = StepName.CHECK;

  Passage(Work work, ReleaseRecord record) {
    this.work = work;
    this.record = record;
    this.standing = Standing.of(record.events());
    this.facts =
        new Facts(
            record.facts(), (name, value) -> work.ledger().fact(id(), current.id(), name, value));
    this.watch = new GateWatch(work.ledger(), work.parts().stop(), work.parts().listener(), facts);
  }

  /** What a call of the gate works on. */
  record Work(ServiceSettings service, Platform platform, ReleaseLedger ledger, Gate.Parts parts) {}

  /** What the steps do. */
  interface Steps {
    /**
     * Takes a step.
     *
     * @return what there is to say of it; may be empty
     */
    String take(StepName step);

    /** Whether a step is taken again although it is done. */
    boolean isRepeated(StepName step);

    /** What is to be done when a step has failed; gives what to say about the traffic. */
    String afterFailure(StepName step, LockkeeperException failure);
  }

  String id() {
    return record.identity().id();
  }

  Work work() {
    return work;
  }

  Facts facts() {
    return facts;
  }

  Watch watch() {
    return watch;
  }

  Platform platform() {
    return work.platform();
  }

  boolean isDone(StepName step) {
    return standing.isDone(step);
  }

  /**
   * Takes note of a change of the service that this release has made, so that it is not taken for
   * somebody else's by the next try.
   */
  void noteOwnChange(Watch waiting) {
    Optional<Serving> before = facts.before();
    platform()
        .serving(waiting)
        .filter(now -> before.map(Serving::revision).equals(Optional.of(now.revision())))
        .ifPresent(now -> facts.put("before.version", now.version()));
  }

  /** Whether the new revision has all of the traffic. */
  boolean isOpen() {
    return facts.get("open").isPresent();
  }

  void go(Steps steps, List<PlannedStep> planned) {
    for (PlannedStep step : planned) {
      current = step.name();
      if (standing.isDone(current) && !steps.isRepeated(current)) {
        work.parts().listener().skipped(current);
      } else {
        take(steps, step);
      }
    }
  }

  private void take(Steps steps, PlannedStep step) {
    work.parts().listener().started(current, step.what());
    try {
      work.ledger().started(id(), current.id());
      String detail = steps.take(current);
      work.ledger().done(id(), current.id());
      work.parts().listener().done(current, detail);
    } catch (LockkeeperException e) {
      throw failed(steps, e);
    }
  }

  private LockkeeperException failed(Steps steps, LockkeeperException failure) {
    String traffic = steps.afterFailure(current, failure);
    LockkeeperException told =
        failure.toBuilder()
            .databaseState(
                failure.databaseState().map(state -> state + " " + traffic).orElse(traffic))
            .hint(
                failure
                    .hint()
                    .orElse("Mend the cause and run the command again: the release goes on there."))
            .build();
    if (failure.code() != ErrorCode.LOCK_LOST) {
      try {
        work.ledger().failed(id(), current.id(), told);
      } catch (LockkeeperException e) {
        told.addSuppressed(e);
      }
    }
    return told;
  }

  /** Who has the traffic, in words. */
  String servingNow() {
    Optional<Serving> before = facts.before();
    if (isOpen()) {
      return "The new revision "
          + facts.revision().map(made -> made.name()).orElse("")
          + " has the traffic.";
    }
    return before
        .map(serving -> "The gate is closed: " + serving.revision() + " keeps all traffic.")
        .orElse("The gate is closed: no revision of this release takes traffic.");
  }
}
