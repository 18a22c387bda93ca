package dev.lockkeeper;

import dev.lockkeeper.database.ServerException;
import dev.lockkeeper.database.Session;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Outcome;
import dev.lockkeeper.foreign.HeldRow;
import dev.lockkeeper.foreign.ToolHistories;
import dev.lockkeeper.guarded.GuardRequest;
import dev.lockkeeper.guarded.GuardedEnd;
import dev.lockkeeper.guarded.GuardedWork;
import dev.lockkeeper.guarded.Scribe;
import dev.lockkeeper.guarded.StatementWriter;
import dev.lockkeeper.ledger.LedgerRows;
import dev.lockkeeper.ledger.StatementRecord;
import dev.lockkeeper.migration.Checksum;
import dev.lockkeeper.migration.Direction;
import dev.lockkeeper.run.MigrationResult;
import dev.lockkeeper.run.RunEvent;
import dev.lockkeeper.run.RunReport;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lets another program work under the lock, and compares what it says with what is there. */
final class Guarding {
  private final Execution execution;
  private final GuardRequest request;
  private final String display;

  /**
   * @param display names the database in messages
   */
  Guarding(Execution execution, GuardRequest request, String display) {
    this.execution = execution;
    this.request = request;
    this.display = display;
  }

  GuardReport perform(GuardedWork work) {
    return execution.holdingLock(
        reading -> {
          Session session = execution.session();
          execution.withLedger(reading);
          ToolHistories before = histories(session);
          start();
          execution.facts().before(session);
          before.locks().forEach(lock -> tell(lock.advice()));
          long begun = System.nanoTime();
          Scribe scribe = new Scribe(session, execution.rows());
          GuardedEnd end;
          try (scribe) {
            end = ending(work, scribe);
          }
          Optional<LockkeeperException> loss = scribe.loss();
          if (loss.isPresent()) {
            throw afterLoss(loss.get(), new Work(before, end, begun), scribe);
          }
          return concluded(session, new Work(before, end, begun), scribe.written());
        });
  }

  /** The lock is gone, and the program with it: what is known is written over a new session. */
  private LockkeeperException afterLoss(LockkeeperException loss, Work work, Scribe scribe) {
    try (Session session = execution.reopened()) {
      for (List<StatementRecord> part : Scribe.parts(scribe.unwritten())) {
        StatementWriter.write(session, execution.rows(), part);
      }
      concluded(session, work.failedBy(loss), scribe.written());
    } catch (ServerException e) {
      loss.addSuppressed(e);
    } catch (LockkeeperException e) {
      if (e != loss) {
        loss.addSuppressed(e);
      }
    }
    return loss;
  }

  private static GuardedEnd ending(GuardedWork work, Scribe scribe) {
    try {
      return work.perform(scribe);
    } catch (LockkeeperException e) {
      return new GuardedEnd(true, Optional.of(e));
    }
  }

  private void tell(String text) {
    execution.listener().on(new RunEvent.Notice(request.action(), text));
  }

  private ToolHistories histories(Session session) {
    return ToolHistories.read(session, request.tool(), request.table());
  }

  private void start() {
    Session session = execution.session();
    String hash = Checksum.exact(String.join("\0", request.command()));
    session.send(execution.rows().start(hash, session.backend().pid()));
    execution
        .listener()
        .on(
            new RunEvent.Started(
                execution.rows().run().id().toString(), request.action(), 0, display));
  }

  /** What was before, and what the program says. */
  private record Work(ToolHistories before, GuardedEnd end, long begun) {
    Work failedBy(LockkeeperException failure) {
      return new Work(before, new GuardedEnd(end.changed(), Optional.of(failure)), begun);
    }

    /**
     * What may have kept the tool from its work: its lock is held, or an earlier run was cut off.
     */
    private String advice(ToolHistories after) {
      Stream<String> unfinished =
          before.failure().isPresent()
              ? after.failure().stream().map(e -> e.getMessage() + ". " + e.hint().orElse(""))
              : Stream.empty();
      return Stream.concat(after.locks().stream().map(HeldRow::advice), unfinished)
          .collect(Collectors.joining(" "));
    }

    /** A history that was unfinished before as well says nothing about this run. */
    Optional<LockkeeperException> failure(ToolHistories after) {
      Optional<LockkeeperException> own =
          before.failure().isPresent() ? Optional.empty() : after.failure();
      return own.map(
              failure ->
                  end.failure()
                      .map(said -> failure.toBuilder().cause(said).build())
                      .orElse(failure))
          .or(end::failure)
          .map(failure -> advised(failure, advice(after)));
    }
  }

  private static LockkeeperException advised(LockkeeperException failure, String advice) {
    if (advice.isEmpty()) {
      return failure;
    }
    return failure.toBuilder()
        .hint(failure.hint().map(hint -> advice + " " + hint).orElse(advice))
        .build();
  }

  private GuardReport concluded(Session session, Work work, long statements) {
    execution.endLeftovers(session);
    ToolHistories after = histories(session);
    List<ToolHistories.Change> changes = after.since(work.before(), request.lineage());
    Optional<LockkeeperException> failure = work.failure(after);
    Outcome outcome =
        failure
            .map(e -> e.code().outcome())
            .orElse(
                changes.isEmpty() && !work.end().changed()
                    ? Outcome.NOTHING_TO_DO
                    : Outcome.SUCCEEDED);
    RunReport report =
        new RunReport(
            execution.rows().run().id().toString(),
            request.action(),
            outcome,
            0,
            changes.stream().map(this::result).toList(),
            List.of(),
            List.of(),
            (System.nanoTime() - work.begun()) / 1_000_000,
            failure);
    execution.facts().after(session);
    record(session, changes, report);
    report.migrations().forEach(this::tell);
    execution.listener().on(new RunEvent.Finished(report));
    if (failure.isPresent()) {
      throw failure.get();
    }
    return new GuardReport(report, after.tables(), statements);
  }

  private void tell(MigrationResult result) {
    execution.listener().on(new RunEvent.MigrationFound(result));
  }

  private void record(Session session, List<ToolHistories.Change> changes, RunReport report) {
    LedgerRows rows = execution.rows();
    StringBuilder message = new StringBuilder("BEGIN; ");
    for (ToolHistories.Change change : changes) {
      message
          .append(
              rows.foreign(
                  kind(change),
                  change.key(),
                  direction(change),
                  change.tool().id(),
                  session.lockProof()))
          .append("; ");
    }
    Optional<LockkeeperException> failure = report.failure();
    session.send(
        message
            .append(
                rows.finish(
                    report.outcome().id(),
                    failure.map(e -> e.code().id()).orElse(null),
                    failure.map(Throwable::getMessage).orElse(null)))
            .append("; COMMIT")
            .toString());
  }

  /** What a tool only marks it has not run, which its history does not tell apart. */
  private String kind(ToolHistories.Change change) {
    if (request.action().equals("mark")) {
      return change.isApplied() ? "marked-applied" : "marked-pending";
    }
    return change.isApplied() ? "applied" : "reverted";
  }

  private MigrationResult result(ToolHistories.Change change) {
    return new MigrationResult(change.key(), "", direction(change), kind(change), 0, 0);
  }

  private static Direction direction(ToolHistories.Change change) {
    return change.isApplied() ? Direction.UP : Direction.DOWN;
  }
}
