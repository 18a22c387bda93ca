package dev.lockkeeper.release.gate;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.release.platform.Revision;
import dev.lockkeeper.release.platform.Serving;
import dev.lockkeeper.release.platform.Watch;
import dev.lockkeeper.release.settings.TrafficSettings;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Opens the gate in steps, and closes it again when something fails while it opens. */
record Traffic(Passage passage) {
  private static final int ALL = 100;
  private static final String SHARE = "traffic";

  /** Somebody else may decide now; what they did is not ours to undo. */
  private static final Set<ErrorCode> OUT_OF_OUR_HANDS =
      Set.of(ErrorCode.LOCK_LOST, ErrorCode.CONNECTION_LOST, ErrorCode.RELEASE_CONFLICT);

  String shift() {
    TrafficSettings settings = passage.work().service().traffic();
    Revision made = passage.facts().revision().orElseThrow();
    Optional<Serving> before = passage.facts().before();
    int reached = passage.facts().get(SHARE).map(Integer::parseInt).orElse(0);
    for (int share : before.isEmpty() ? List.of(ALL) : settings.steps()) {
      if (share >= reached) {
        passage.facts().put(SHARE, String.valueOf(share));
        passage.platform().shift(made, share, before, passage.watch());
        if (share < ALL) {
          passage.watch().say(made.name() + " has " + share + " % of the traffic.");
          passage.watch().pause(settings.pause());
        }
      }
    }
    passage.facts().put("open", "yes");
    return made.name() + " has all traffic";
  }

  /** Gives the traffic back where it was on its way; says who has it now. */
  String afterFailure(StepName step, LockkeeperException failure) {
    if (isOnItsWay(step, failure.code())) {
      return restored(passage.facts().before());
    }
    if (step == StepName.TRAFFIC) {
      return "The new revision may have a part of the traffic; run the command again to go on, or"
          + " `lockkeeper release rollback`.";
    }
    return passage.servingNow();
  }

  private boolean isOnItsWay(StepName step, ErrorCode code) {
    if (OUT_OF_OUR_HANDS.contains(code)) {
      return false;
    }
    boolean replaces = !passage.platform().hasTraffic();
    boolean isJudged = code == ErrorCode.REVISION_NOT_READY || code == ErrorCode.SMOKE_CHECK;
    return step == StepName.TRAFFIC
        || (replaces && isJudged && (step == StepName.READY || step == StepName.SMOKE));
  }

  private String restored(Optional<Serving> before) {
    if (before.isEmpty()) {
      return "There was no revision before that the traffic could go back to.";
    }
    String old = before.get().revision();
    try {
      Watch last = new LastWatch(passage.watch());
      passage.platform().restore(before.get(), last);
      passage.facts().put(SHARE, "0");
      passage.facts().nextAttempt("deploy");
      passage.noteOwnChange(last);
      return "The gate is closed: " + old + " has all traffic again.";
    } catch (LockkeeperException e) {
      return "The traffic could NOT be given back to "
          + old
          + ": "
          + e.getMessage()
          + ". Look at the platform, and run `lockkeeper release rollback`.";
    }
  }
}
