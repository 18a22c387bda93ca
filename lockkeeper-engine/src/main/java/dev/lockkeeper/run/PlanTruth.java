package dev.lockkeeper.run;

import dev.lockkeeper.database.ServerException;
import dev.lockkeeper.database.Session;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.ledger.Ledger;
import dev.lockkeeper.migration.Applied;
import dev.lockkeeper.migration.Direction;
import dev.lockkeeper.migration.History;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.plan.Step;
import dev.lockkeeper.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads from the ledger how far a plan came whose run lost its connection. */
record PlanTruth(Plan plan, Ledger ledger, Settings settings, ServerException lost) {

  Aftermath.Truth look(Session session) {
    History history = ledger.read(session).history();
    List<MigrationResult> done = done(plan, history);
    return new Aftermath.Truth(
        done,
        done.size() == plan.steps().size()
            ? Invariants.failure(session, settings.invariants(), plan)
            : Optional.of(incomplete(plan, history, done.size(), lost)));
  }

  private static LockkeeperException incomplete(
      Plan plan, History history, int done, ServerException lost) {
    Step next = plan.steps().get(done);
    String state =
        history
            .find(next.migration().version())
            .flatMap(Applied::progress)
            .map(
                progress ->
                    next.migration().title()
                        + " is applied up to statement "
                        + progress.done()
                        + (progress.inFlight() > 0 ? "; the next one was under way" : ""))
            .orElse(next.migration().title() + " is not applied: its transaction was rolled back");
    return LockkeeperException.because(
            ErrorCode.CONNECTION_LOST, "the connection was lost: " + lost.facts().message())
        .sqlState(lost.sqlState().isEmpty() ? null : lost.sqlState())
        .databaseState(
            "Read again over a new connection: "
                + done
                + " of "
                + plan.steps().size()
                + " migrations of this run are in the ledger; "
                + state
                + ".")
        .hint("Run the command again: it continues there, or names what a person has to decide.")
        .cause(lost)
        .build();
  }

  /** Whether a row says that a step is done; before a repeatable one, an older row stands there. */
  private static boolean isNew(Applied row, Step step) {
    return !row.isPartial()
        && step.applied().filter(before -> before.sequence() >= row.sequence()).isEmpty();
  }

  private static List<MigrationResult> done(Plan plan, History history) {
    List<MigrationResult> done = new ArrayList<>();
    for (Step step : plan.steps()) {
      Optional<Applied> row = history.find(step.migration().version());
      boolean isDone =
          step.direction() == Direction.UP
              ? row.filter(r -> isNew(r, step)).isPresent()
              : row.isEmpty();
      if (!isDone) {
        return done;
      }
      done.add(
          new MigrationResult(
              step.migration().version().toString(),
              step.migration().name(),
              step.direction(),
              step.direction() == Direction.UP ? "applied" : "reverted",
              row.map(Applied::durationMillis).orElse(0L),
              0));
    }
    return done;
  }
}
