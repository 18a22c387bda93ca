package dev.lockkeeper;

import dev.lockkeeper.check.CheckedScript;
import dev.lockkeeper.check.InDoubt;
import dev.lockkeeper.check.PlanCheck;
import dev.lockkeeper.database.Database;
import dev.lockkeeper.database.ServerException;
import dev.lockkeeper.database.Session;
import dev.lockkeeper.failure.Outcome;
import dev.lockkeeper.guarded.Leftovers;
import dev.lockkeeper.ledger.Ledger;
import dev.lockkeeper.ledger.LedgerRows;
import dev.lockkeeper.ledger.Reading;
import dev.lockkeeper.ledger.RunIdentity;
import dev.lockkeeper.migration.Migration;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.run.DatabaseFacts;
import dev.lockkeeper.run.RunEvent;
import dev.lockkeeper.run.RunListener;
import dev.lockkeeper.run.RunLock;
import dev.lockkeeper.run.RunReport;
import dev.lockkeeper.run.Runner;
import dev.lockkeeper.run.SeedRunner;
import dev.lockkeeper.run.StopSignal;
import dev.lockkeeper.settings.Settings;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** One run of one command over one session: takes the lock, readies the ledger, executes. */
final class Execution {
  private final Database database;
  private final Ledger ledger;
  private final Settings settings;
  private final Surroundings with;
  private final LedgerRows rows;

  Execution(Database database, Ledger ledger, Settings settings, Surroundings with) {
    this.database = database;
    this.ledger = ledger;
    this.settings = settings;
    this.with = with;
    this.rows = ledger.rows(identity(), with.session().encoding());
  }

  /** Where a run takes place. */
  record Surroundings(
      Session session,
      RunListener listener,
      StopSignal stop,
      String action,
      String reason,
      Optional<String> command) {}

  Session session() {
    return with.session();
  }

  LedgerRows rows() {
    return rows;
  }

  DatabaseFacts facts() {
    return new DatabaseFacts(settings, rows, with.listener());
  }

  RunListener listener() {
    return with.listener();
  }

  /** Records that there was nothing to do; takes no lock. */
  RunReport nothingToDo(Plan plan) {
    try {
      with.session().send(rows.nothingToDo(plan.hash(), with.session().backend().pid()));
    } catch (ServerException e) {
      throw SessionFailure.explain("the ledger cannot be written", e);
    }
    return withoutTrace(plan);
  }

  /** Says that there was nothing to do where there is no ledger to record it in. */
  RunReport withoutTrace(Plan plan) {
    RunReport report =
        new RunReport(
            rows.run().id().toString(),
            with.action(),
            Outcome.NOTHING_TO_DO,
            0,
            List.of(),
            plan.findings(),
            plan.otherPhases().stream().map(Migration::title).toList(),
            0,
            Optional.empty());
    with.listener().on(new RunEvent.Finished(report));
    return report;
  }

  /**
   * Takes the lock, makes the ledger if there is none, plans again and executes.
   *
   * @param checked the plan before the lock, whose scripts are checked; the same plan under the
   *     lock is not checked again
   */
  RunReport underLock(Plan checked, Function<Reading, Plan> planner, InDoubt inDoubt) {
    return locked(
        reading -> {
          Plan plan = planner.apply(reading);
          plan.requireNoProblem();
          if (!plan.hash().equals(checked.hash())) {
            PlanCheck.require(plan);
          }
          return plan.isEmpty()
              ? nothingToDo(plan)
              : new Runner(database, ledger, settings, parts()).run(plan, inDoubt);
        });
  }

  /** Takes the lock, makes the ledger if there is none, and runs data scripts. */
  RunReport seed(List<CheckedScript> scripts) {
    return locked(reading -> new SeedRunner(database, ledger, settings, parts()).run(scripts));
  }

  private Runner.RunParts parts() {
    return new Runner.RunParts(with.session(), rows, with.listener(), with.stop());
  }

  /** Takes the lock, makes the ledger if there is none, and hands over what it says now. */
  RunReport locked(Function<Reading, RunReport> work) {
    return holdingLock(reading -> work.apply(withLedger(reading)));
  }

  /** Makes the ledger if there is none; the lock is held. */
  Reading withLedger(Reading reading) {
    if (reading.history().ledgerExists()) {
      return reading;
    }
    ledger.create(with.session(), rows.run().toolVersion(), reading.server());
    return ledger.read(with.session());
  }

  /** Takes the lock, and hands over what the ledger says now, whether there is one or not. */
  <T> T holdingLock(Function<Reading, T> work) {
    Session session = with.session();
    try {
      RunLock lock = RunLock.acquire(session, settings.lockWait(), with.listener(), with.stop());
      try (lock) {
        Reading reading = ledger.read(session);
        if (reading.history().ledgerExists()) {
          endLeftovers(session);
        }
        return work.apply(reading);
      }
    } catch (ServerException e) {
      throw SessionFailure.explain("the ledger cannot be written", e);
    }
  }

  /** Waits for what the programs of earlier runs have left in the server, or ends it. */
  void endLeftovers(Session session) {
    new Leftovers(
            session,
            ledger.reports(),
            rows,
            text -> with.listener().on(new RunEvent.Notice("run", text)))
        .end(with.stop());
  }

  /** A new session that holds the lock, after the old one was lost; the old one is ended. */
  Session reopened() {
    with.session().abort();
    Session session = database.open();
    try {
      session.endBackend(with.session().backend());
      RunLock.acquire(session, settings.lockWait(), with.listener(), with.stop());
      return session;
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  private RunIdentity identity() {
    return new RunIdentity(
        UUID.randomUUID(),
        settings.project(),
        settings.environment(),
        with.action(),
        settings.actor(),
        HostName.get(),
        ToolVersion.get(),
        settings.releaseId(),
        settings.image(),
        settings.commit(),
        settings.secrets().list(),
        with.reason().isEmpty() ? Optional.empty() : Optional.of(with.reason()),
        with.command());
  }
}
