package dev.lockkeeper.run;

import dev.lockkeeper.check.CheckedScript;
import dev.lockkeeper.database.Backend;
import dev.lockkeeper.database.Database;
import dev.lockkeeper.database.ServerException;
import dev.lockkeeper.database.Session;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Outcome;
import dev.lockkeeper.ledger.Ledger;
import dev.lockkeeper.migration.Direction;
import dev.lockkeeper.migration.Migration;
import dev.lockkeeper.migration.Phase;
import dev.lockkeeper.migration.Version;
import dev.lockkeeper.plan.Step;
import dev.lockkeeper.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs data scripts over a session that holds the lock: each in a transaction of its own. What goes
 * wrong is recorded and reported as by a {@link Runner}.
 */
public final class SeedRunner {
  private final Database database;
  private final Ledger ledger;
  private final Settings settings;
  private final RunContext context;
  private final DatabaseFacts facts;
  private final List<MigrationResult> results = new ArrayList<>();
  private final long begun = System.nanoTime();

  /** A runner over a session that holds the lock. */
  public SeedRunner(Database database, Ledger ledger, Settings settings, Runner.RunParts parts) {
    this.database = database;
    this.ledger = ledger;
    this.settings = settings;
    this.context =
        new RunContext(
            parts.session(), parts.rows(), settings.timing(), parts.listener(), parts.stop());
    this.facts = new DatabaseFacts(settings, parts.rows(), parts.listener());
  }

  /**
   * Runs scripts in order; stops at the first that fails.
   *
   * @throws LockkeeperException if one fails; the listener gets the report as well
   */
  public RunReport run(List<CheckedScript> scripts) {
    Session session = context.session();
    session.send(context.rows().start("", session.backend().pid()));
    context.stop().attach(session);
    try {
      facts.before(session);
      for (CheckedScript script : scripts) {
        results.add(run(script, results.size() + 1));
      }
      context.stop().detach();
      facts.after(session);
      session.send(
          session.cleanSlate() + context.rows().finish(Outcome.SUCCEEDED.id(), null, null));
      return report(Outcome.SUCCEEDED, Optional.empty());
    } catch (ServerException e) {
      context.stop().detach();
      if (e.isConnectionLost()) {
        return afterLoss(scripts, e);
      }
      throw failed(Interruption.named(Failures.between(e, ""), context.stop()));
    } catch (LockkeeperException e) {
      context.stop().detach();
      throw failed(Interruption.named(e, context.stop()));
    }
  }

  private LockkeeperException failed(LockkeeperException e) {
    LockkeeperException failure =
        e.toBuilder()
            .databaseState(
                "The data script was rolled back; the "
                    + results.size()
                    + " before it are done and may run again.")
            .build();
    Outcome outcome = failure.code().outcome();
    try {
      LastWords.send(context.session(), "ROLLBACK");
      LastWords.send(
          context.session(),
          context.session().cleanSlate()
              + context
                  .rows()
                  .finish(outcome.id(), failure.code().id(), String.valueOf(failure.getMessage())));
    } catch (ServerException unwritten) {
      failure.addSuppressed(unwritten);
    }
    report(outcome, Optional.of(failure));
    return failure;
  }

  /** The connection is gone: look from a new one how many scripts are done. */
  private RunReport afterLoss(List<CheckedScript> scripts, ServerException lost) {
    Backend old = context.session().backend();
    context.session().abort();
    Aftermath aftermath = new Aftermath(database, settings, context);
    Optional<LockkeeperException> failure;
    try {
      Aftermath.Truth truth = aftermath.find(old, session -> look(session, scripts, lost));
      results.clear();
      results.addAll(truth.done());
      failure = truth.failure();
    } catch (LockkeeperException e) {
      failure = Optional.of(aftermath.unknown(lost, e));
    }
    RunReport report =
        report(failure.map(e -> e.code().outcome()).orElse(Outcome.SUCCEEDED), failure);
    if (failure.isPresent()) {
      throw failure.get();
    }
    return report;
  }

  private Aftermath.Truth look(Session session, List<CheckedScript> scripts, ServerException lost) {
    int recorded = ledger.reports().seeded(session, context.rows().run().id());
    // A server that lost its last commits may have fewer than it had confirmed.
    List<MigrationResult> done =
        new ArrayList<>(results.subList(0, Math.min(results.size(), recorded)));
    for (CheckedScript script : scripts.subList(done.size(), recorded)) {
      done.add(result(script, 0));
    }
    return new Aftermath.Truth(
        done,
        recorded == scripts.size()
            ? Optional.empty()
            : Optional.of(incomplete(scripts, recorded, lost)));
  }

  private static LockkeeperException incomplete(
      List<CheckedScript> scripts, int done, ServerException lost) {
    return LockkeeperException.because(
            ErrorCode.CONNECTION_LOST, "the connection was lost: " + lost.facts().message())
        .sqlState(lost.sqlState().isEmpty() ? null : lost.sqlState())
        .databaseState(
            "Read again over a new connection: "
                + done
                + " of "
                + scripts.size()
                + " data scripts of this run are done; "
                + scripts.get(done).body().file()
                + " was rolled back.")
        .hint("Run the command again: every data script runs again.")
        .cause(lost)
        .build();
  }

  private RunReport report(Outcome outcome, Optional<LockkeeperException> failure) {
    RunReport report =
        new RunReport(
            context.rows().run().id().toString(),
            context.rows().run().action(),
            outcome,
            0,
            results,
            List.of(),
            List.of(),
            (System.nanoTime() - begun) / 1_000_000,
            failure);
    context.tell(new RunEvent.Finished(report));
    return report;
  }

  private MigrationResult run(CheckedScript script, int number) {
    String name = script.body().file();
    Step step = new Step(asMigration(script, number), Direction.UP, Optional.empty());
    StatementLog log = new StatementLog();
    long start = System.nanoTime();
    new TransactionSender(context, step, script, log)
        .send(
            context.session().cleanSlate(),
            script.statements(),
            () ->
                context
                    .rows()
                    .seeded(
                        name,
                        script.body().exactChecksum(),
                        log.times(script.statements().size()),
                        context.session().lockProof()));
    MigrationResult result = result(script, (System.nanoTime() - start) / 1_000_000);
    context.tell(new RunEvent.MigrationFinished(result));
    return result;
  }

  private static MigrationResult result(CheckedScript script, long millis) {
    return new MigrationResult(
        "", script.body().file(), Direction.UP, "seeded", millis, script.statements().size());
  }

  private static Migration asMigration(CheckedScript script, int number) {
    return new Migration(
        Version.of(Integer.toString(number)),
        script.body().file(),
        Phase.PRE,
        List.of(),
        Optional.empty(),
        script.body(),
        Optional.empty());
  }
}
