package dev.lockkeeper.run;

import dev.lockkeeper.check.CheckedScript;
import dev.lockkeeper.check.InDoubt;
import dev.lockkeeper.database.Backend;
import dev.lockkeeper.database.Database;
import dev.lockkeeper.database.ServerException;
import dev.lockkeeper.database.Session;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Outcome;
import dev.lockkeeper.ledger.Entry;
import dev.lockkeeper.ledger.Ledger;
import dev.lockkeeper.ledger.LedgerRows;
import dev.lockkeeper.migration.Direction;
import dev.lockkeeper.migration.History;
import dev.lockkeeper.migration.JavaBody;
import dev.lockkeeper.migration.Migration;
import dev.lockkeeper.migration.SqlBody;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.plan.Step;
import dev.lockkeeper.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Executes a plan under the lock: starts the run in the ledger, takes the steps in order, asks the
 * invariants, ends the run in the ledger.
 *
 * <p>If a step fails, the run stops there, says what state the database is in and records it. If
 * the connection is lost, a new one reads the ledger and the report tells the truth that it finds.
 */
public final class Runner {
  private final Database database;
  private final Ledger ledger;
  private final Settings settings;
  private final RunContext context;
  private final DatabaseFacts facts;
  private final List<MigrationResult> results = new ArrayList<>();
  private final long begun = System.nanoTime();

  /** A runner over a session that holds the lock. */
  public Runner(Database database, Ledger ledger, Settings settings, RunParts parts) {
    this.database = database;
    this.ledger = ledger;
    this.settings = settings;
    this.context =
        new RunContext(
            parts.session(), parts.rows(), settings.timing(), parts.listener(), parts.stop());
    this.facts = new DatabaseFacts(settings, parts.rows(), parts.listener());
  }

  /** What a run writes with, and who watches it. */
  public record RunParts(Session session, LedgerRows rows, RunListener listener, StopSignal stop) {}

  /**
   * Executes a plan.
   *
   * @throws LockkeeperException if it fails; the listener gets the report as well
   */
  public RunReport run(Plan plan, InDoubt inDoubt) {
    Session session = context.session();
    session.send(session.cleanSlate() + context.rows().start(plan.hash(), session.backend().pid()));
    context.tell(
        new RunEvent.Started(
            context.rows().run().id().toString(),
            context.rows().run().action(),
            plan.steps().size(),
            database.display()));
    context.stop().attach(session);
    try {
      facts.before(session);
      execute(plan, inDoubt);
      context.stop().detach();
      requireInvariants(plan);
      facts.after(session);
      session.send(
          session.cleanSlate() + context.rows().finish(Outcome.SUCCEEDED.id(), null, null));
      return report(plan, Outcome.SUCCEEDED, null);
    } catch (ServerException e) {
      context.stop().detach();
      if (e.isConnectionLost()) {
        return afterLoss(plan, e);
      }
      throw failed(plan, Failures.between(e, appliedOf(plan)));
    } catch (LockkeeperException e) {
      context.stop().detach();
      throw failed(plan, e);
    }
  }

  private void execute(Plan plan, InDoubt inDoubt) {
    List<Step> steps = plan.steps();
    BulkQueue bulk = new BulkQueue(new BulkMessages(context, plan.batch()), steps);
    int next = 0;
    int stepwiseUntil = 0;
    while (next < steps.size()) {
      context.stop().check();
      Optional<BulkMessages.Bundle> bundle =
          next < stepwiseUntil ? Optional.empty() : bulk.take(next);
      if (bundle.isPresent()) {
        int sent = sendBulk(bundle.get(), next, steps.size());
        bulk.applied(bundle.get(), sent);
        next += sent;
        stepwiseUntil = sent < bundle.get().steps().size() ? next + 1 : 0;
      } else {
        runStep(steps.get(next), next, plan, inDoubt, bulk);
        next++;
      }
    }
  }

  /** Sends a bundle; says how many of its steps the ledger has afterwards. */
  private int sendBulk(BulkMessages.Bundle bundle, int before, int of) {
    long start = System.nanoTime();
    List<Step> steps = bundle.steps();
    int sent = steps.size();
    try {
      context.session().run(bundle.message());
    } catch (ServerException e) {
      if (e.isConnectionLost()) {
        throw e;
      }
      context.stop().detach();
      LastWords.send(context.session(), "ROLLBACK");
      History history =
          LastWords.insist(context.session(), () -> ledger.read(context.session()).history());
      sent = 0;
      while (sent < steps.size()
          && history.find(steps.get(sent).migration().version()).isPresent()) {
        sent++;
      }
    }
    context.stop().attach(context.session());
    context.tellNotices("bulk");
    long share = (System.nanoTime() - start) / 1_000_000 / Math.max(1, sent);
    for (int i = 0; i < sent; i++) {
      Migration migration = steps.get(i).migration();
      started(steps.get(i), before + i, of);
      finished(
          new MigrationResult(
              migration.version().toString(),
              migration.name(),
              Direction.UP,
              "applied",
              share,
              bundle.scripts().get(i).statements().size()));
    }
    context.stop().check();
    return sent;
  }

  private void runStep(Step step, int index, Plan plan, InDoubt inDoubt, BulkQueue bulk) {
    started(step, index, plan.steps().size());
    if (step.body() instanceof SqlBody body) {
      CheckedScript script = CheckedScript.of(body);
      try {
        RunContext hiding = context.hiding(script);
        watched(step, hiding);
        finished(new ScriptRunner(hiding, step, script, plan.batch()).run(inDoubt));
      } catch (LockkeeperException e) {
        throw script.hidden(e);
      } catch (ServerException e) {
        throw ServerWords.about(script, e);
      }
      bulk.applied(script);
    } else if (step.body() instanceof JavaBody body) {
      finished(new JavaRunner(context, step, body, plan.batch()).run());
    }
  }

  private void started(Step step, int index, int of) {
    watched(step, context);
    context.tell(
        new RunEvent.MigrationStarted(step.migration().title(), step.direction(), index + 1, of));
  }

  private static void watched(Step step, RunContext heard) {
    String title = step.migration().title();
    heard.session().onProgress(text -> heard.tell(new RunEvent.Progress(title, text)));
  }

  private void finished(MigrationResult result) {
    results.add(result);
    context.tell(new RunEvent.MigrationFinished(result));
  }

  private void requireInvariants(Plan plan) {
    if (!settings.invariants().isEmpty()) {
      context.session().send(context.session().cleanSlate());
    }
    Optional<LockkeeperException> failure =
        Invariants.failure(context.session(), settings.invariants(), plan);
    if (failure.isPresent()) {
      throw failure.get();
    }
  }

  private LockkeeperException failed(Plan plan, LockkeeperException e) {
    LockkeeperException failure = Interruption.named(e, context.stop());
    if (failure.code() == ErrorCode.INTERRUPTED && failure.databaseState().isEmpty()) {
      failure = failure.toBuilder().databaseState(appliedOf(plan)).build();
    }
    try {
      record(plan, failure);
    } catch (ServerException lost) {
      failure.addSuppressed(lost);
    }
    report(plan, failure.code().outcome(), failure);
    return failure;
  }

  private String appliedOf(Plan plan) {
    return results.size()
        + " of "
        + plan.steps().size()
        + " migrations of this run are applied and in the ledger.";
  }

  private void record(Plan plan, LockkeeperException failure) {
    // A row of the ledger's own may have failed amid its transaction.
    LastWords.send(context.session(), "ROLLBACK");
    if (failure.code() != ErrorCode.INTERRUPTED) {
      facts.after(context.session());
    }
    String message = String.valueOf(failure.getMessage());
    StringBuilder words = new StringBuilder(context.session().cleanSlate());
    if (results.size() < plan.steps().size()) {
      Step step = plan.steps().get(results.size());
      words
          .append(
              context
                  .rows()
                  .failed(
                      entry(step, ScriptRunner.batchOf(step, plan.batch())),
                      failure.sqlState().orElse(""),
                      message,
                      context.session().lockProof()))
          .append("; ");
    }
    words.append(
        context.rows().finish(failure.code().outcome().id(), failure.code().id(), message));
    LastWords.send(context.session(), words.toString());
  }

  private static Entry entry(Step step, int batch) {
    return new Entry(
        step.migration(),
        step.direction(),
        batch,
        "0",
        new Entry.StatementTimes(0, List.of(), List.of()),
        Optional.empty(),
        step.body().exactChecksum(),
        "");
  }

  /** The connection is gone: look from a new one what is in the database. */
  private RunReport afterLoss(Plan plan, ServerException lost) {
    Backend old = context.session().backend();
    context.session().abort();
    Aftermath aftermath = new Aftermath(database, settings, context);
    Aftermath.Truth truth;
    try {
      truth = aftermath.find(old, new PlanTruth(plan, ledger, settings, lost)::look);
    } catch (LockkeeperException e) {
      LockkeeperException failure = aftermath.unknown(lost, e);
      report(plan, failure.code().outcome(), failure);
      throw failure;
    }
    results.clear();
    truth.done().forEach(results::add);
    Optional<LockkeeperException> failure = truth.failure();
    if (failure.isEmpty()) {
      return report(plan, Outcome.SUCCEEDED, null);
    }
    report(plan, failure.get().code().outcome(), failure.get());
    throw failure.get();
  }

  private RunReport report(Plan plan, Outcome outcome, @Nullable LockkeeperException failure) {
    RunReport report =
        new RunReport(
            context.rows().run().id().toString(),
            context.rows().run().action(),
            outcome,
            results.isEmpty() ? 0 : plan.batch(),
            results,
            plan.findings(),
            plan.otherPhases().stream().map(Migration::title).toList(),
            (System.nanoTime() - begun) / 1_000_000,
            Optional.ofNullable(failure));
    context.tell(new RunEvent.Finished(report));
    return report;
  }
}
