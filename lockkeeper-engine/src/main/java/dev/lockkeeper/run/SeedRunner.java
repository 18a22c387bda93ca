package dev.lockkeeper.run;

import dev.lockkeeper.check.CheckedScript;
import dev.lockkeeper.database.Session;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Outcome;
import dev.lockkeeper.ledger.LedgerRows;
import dev.lockkeeper.migration.Direction;
import dev.lockkeeper.migration.Migration;
import dev.lockkeeper.migration.Phase;
import dev.lockkeeper.migration.Version;
import dev.lockkeeper.plan.Step;
import dev.lockkeeper.settings.Timing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs data scripts over a session that holds the lock. */
public final class SeedRunner {
  private final RunContext context;

  /** A runner over a session that holds the lock. */
  public SeedRunner(
      Session session, LedgerRows rows, Timing timing, RunListener listener, StopSignal stop) {
    this.context = new RunContext(session, rows, timing, listener, stop);
  }

  /** Runs scripts in order; stops at the first that fails. */
  public List<MigrationResult> run(List<CheckedScript> scripts) {
    Session session = context.session();
    session.send(context.rows().start("", session.backend().pid()));
    context.stop().attach(session);
    List<MigrationResult> results = new ArrayList<>();
    try {
      for (CheckedScript script : scripts) {
        results.add(run(script, results.size() + 1));
      }
    } catch (LockkeeperException e) {
      context.stop().detach();
      LastWords.send(
          session,
          session.cleanSlate()
              + context
                  .rows()
                  .finish(e.code().outcome().id(), e.code().id(), String.valueOf(e.getMessage())));
      throw e.toBuilder()
          .databaseState(
              "The data script was rolled back; the "
                  + results.size()
                  + " before it are done and may run again.")
          .build();
    }
    context.stop().detach();
    session.send(session.cleanSlate() + context.rows().finish(Outcome.SUCCEEDED.id(), null, null));
    return results;
  }

  private MigrationResult run(CheckedScript script, int number) {
    String name = script.body().file();
    Step step = new Step(asMigration(script, number), Direction.UP, Optional.empty());
    StatementLog log = new StatementLog();
    long begun = System.nanoTime();
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
    MigrationResult result =
        new MigrationResult(
            "",
            name,
            Direction.UP,
            "seeded",
            (System.nanoTime() - begun) / 1_000_000,
            script.statements().size());
    context.tell(new RunEvent.MigrationFinished(result));
    return result;
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
