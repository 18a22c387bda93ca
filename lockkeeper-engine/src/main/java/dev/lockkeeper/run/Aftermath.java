package dev.lockkeeper.run;

import dev.lockkeeper.database.Backend;
import dev.lockkeeper.database.Database;
import dev.lockkeeper.database.ServerException;
import dev.lockkeeper.database.Session;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Outcome;
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

/**
 * Finds out what is in the database after a connection was lost. The old server process may still
 * work on the last message; it is ended if it is ours, and waited for, so that what the ledger says
 * then is final.
 */
final class Aftermath {
  private final Database database;
  private final Ledger ledger;
  private final Settings settings;
  private final RunContext context;

  Aftermath(Database database, Ledger ledger, Settings settings, RunContext context) {
    this.database = database;
    this.ledger = ledger;
    this.settings = settings;
    this.context = context;
  }

  /**
   * What is known after all.
   *
   * @param done the steps that are done
   * @param failure what the run ends with, if it did not succeed
   */
  record Truth(List<MigrationResult> done, Optional<LockkeeperException> failure) {}

  /** Reads the truth over a new connection, and ends the run in the ledger. */
  Truth find(Plan plan, Backend old, ServerException lost) {
    try (Session session = database.open()) {
      end(session, old);
      RunLock lock =
          RunLock.acquire(session, settings.lockWait(), context.listener(), context.stop());
      try (lock) {
        History history = ledger.read(session).history();
        List<MigrationResult> done = done(plan, history);
        Optional<LockkeeperException> failure =
            done.size() == plan.steps().size()
                ? Invariants.failure(session, settings.invariants(), plan)
                : Optional.of(incomplete(plan, history, done.size(), lost));
        session.send(finish(failure));
        return new Truth(done, failure);
      }
    } catch (ServerException e) {
      throw LockkeeperException.because(ErrorCode.CONNECTION_LOST, e.facts().message())
          .cause(e)
          .build();
    }
  }

  private String finish(Optional<LockkeeperException> failure) {
    return failure
        .map(
            e ->
                context
                    .rows()
                    .finish(e.code().outcome().id(), e.code().id(), String.valueOf(e.getMessage())))
        .orElseGet(() -> context.rows().finish(Outcome.SUCCEEDED.id(), null, null));
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

  private static void end(Session session, Backend old) {
    session.send(
        "SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity WHERE pid = "
            + old.pid()
            + " AND (pg_catalog.date_part('epoch', backend_start) * 1000000)::bigint = "
            + old.startedMicros());
  }

  private static List<MigrationResult> done(Plan plan, History history) {
    List<MigrationResult> done = new ArrayList<>();
    for (Step step : plan.steps()) {
      Optional<Applied> row = history.find(step.migration().version());
      boolean isDone =
          step.direction() == Direction.UP
              ? row.isPresent() && !row.get().isPartial()
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

  /** The database cannot be reached any more, so that nobody can tell. */
  LockkeeperException unknown(ServerException lost, LockkeeperException again) {
    return LockkeeperException.because(
            ErrorCode.CONNECTION_LOST,
            "the connection was lost: "
                + lost.facts().message()
                + "; it could not be opened again: "
                + again.getMessage())
        .databaseState(
            "Unknown until the database can be reached. Whatever was committed is in the ledger, and"
                + " nothing is applied without it.")
        .hint("When the database is back, run the command again: it continues where this stopped.")
        .cause(lost)
        .build();
  }
}
