package dev.lockkeeper.guard.record;

import dev.lockkeeper.ledger.StatementRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Writes the records of one session. Not thread-safe. */
final class RecordWriter {
  private final int session;
  private final int backendPid;
  private final Recorder.Sink sink;
  private final Tally tally;

  RecordWriter(int session, int backendPid, Recorder.Sink sink, Tally tally) {
    this.session = session;
    this.backendPid = backendPid;
    this.sink = sink;
    this.tally = tally;
  }

  void unanswered() {
    tally.unanswered();
  }

  /**
   * Records statements, in their order.
   *
   * @param round what was seen of the session meanwhile
   * @param known the locks that it had before, and those that were read exactly
   */
  void write(List<Execution> statements, Round round, Collection<Lock> known) {
    List<Execution> sampled =
        statements.stream().filter(each -> each.sent().takesLocks() && !each.isExact()).toList();
    if (!sampled.isEmpty()) {
      Set<Lock> seen = new LinkedHashSet<>(round.locks());
      seen.removeAll(known);
      Attribution.give(seen, sampled);
    }
    Execution waitedFor = Attribution.inTheWay(statements);
    List<StatementRecord> records = new ArrayList<>();
    for (Execution each : statements) {
      tally.recorded();
      records.add(record(each, each == waitedFor ? round : new Round()));
    }
    sink.record(records);
  }

  private StatementRecord record(Execution execution, Round round) {
    return new StatementRecord(
        execution.number(),
        session,
        backendPid,
        execution.startedAt(),
        execution.sent().command(),
        execution.sent().text(),
        execution.duration(),
        execution.rows(),
        execution.transaction() != 0,
        execution.failure().map(Execution.Failure::sqlState),
        execution.failure().map(Execution.Failure::message),
        List.copyOf(execution.locks()),
        execution.sent().takesLocks() && !execution.isExact(),
        round.waiters(),
        round.longestWait());
  }
}
