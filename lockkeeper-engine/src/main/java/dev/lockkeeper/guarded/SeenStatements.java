package dev.lockkeeper.guarded;

import dev.lockkeeper.database.Session;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.ledger.LedgerRows;
import dev.lockkeeper.ledger.LiveBackend;
import dev.lockkeeper.ledger.StatementRecord;
import dev.lockkeeper.sql.LiteralMasking;
import dev.lockkeeper.sql.Script;
import dev.lockkeeper.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Statements of a run that died, which the server still worked on: nobody else can put them on
 * record any more. Each is written when it is over, with what was seen of its end. Not thread-safe.
 */
final class SeenStatements {
  private static final String CUT = " … (cut)";
  private static final int LONGEST_COMMAND = 20;

  private final Session session;
  private final LedgerRows rows;

  /** By server process. */
  private final Map<Integer, Seen> underWay = new HashMap<>();

  SeenStatements(Session session, LedgerRows rows) {
    this.session = session;
    this.rows = rows;
  }

  /** How a statement came to its end, as far as it was seen. */
  enum End {
    BY_ITSELF("08006", "it ended by itself; whether it succeeded is not known"),
    CANCELLED("57014", "it was cancelled"),
    TERMINATED("57P01", "its session was ended");

    private final String sqlState;
    private final String words;

    End(String sqlState, String words) {
      this.sqlState = sqlState;
      this.words = words;
    }
  }

  private record Seen(String runId, LiveBackend.UnderWay statement, End end) {
    boolean isSame(LiveBackend.UnderWay other) {
      // Of one that is hidden the start is not known either.
      return (statement.text().isEmpty() && other.text().isEmpty())
          || statement.startedAt().equals(other.startedAt());
    }
  }

  /** Compares what is there now with what was there before, and writes what has ended. */
  void look(List<LiveBackend> backends) {
    Map<Integer, LiveBackend> present = new HashMap<>();
    for (LiveBackend each : backends) {
      if (!each.isRunOver() && !each.runId().equals(rows.run().id().toString())) {
        present.put(each.pid(), each);
      }
    }
    for (int pid : List.copyOf(underWay.keySet())) {
      Seen seen = underWay.get(pid);
      Optional<LiveBackend.UnderWay> now =
          Optional.ofNullable(present.get(pid)).flatMap(LiveBackend::statement);
      if (seen != null && now.filter(seen::isSame).isEmpty()) {
        underWay.remove(pid);
        write(pid, seen);
      }
    }
    for (LiveBackend each : present.values()) {
      each.statement()
          .ifPresent(
              statement ->
                  underWay.compute(
                      each.pid(),
                      (pid, before) ->
                          new Seen(
                              each.runId(),
                              statement,
                              before == null ? End.BY_ITSELF : before.end())));
    }
  }

  /** The server was told to stop what a process works on. */
  void acted(int pid, End end) {
    underWay.computeIfPresent(pid, (same, seen) -> new Seen(seen.runId(), seen.statement(), end));
  }

  private void write(int pid, Seen seen) {
    StatementRecord one = record(pid, seen);
    StatementWriter.write(
        session, some -> rows.afterwards(seen.runId(), some, session.lockProof()), List.of(one));
  }

  private StatementRecord record(int pid, Seen seen) {
    LiveBackend.UnderWay statement = seen.statement();
    boolean isHidden = statement.text().isEmpty();
    return new StatementRecord(
        1,
        0,
        pid,
        statement.startedAt(),
        isHidden ? "UNKNOWN" : command(statement),
        isHidden ? "(another role's, which this one may not see)" : text(statement),
        statement.duration(),
        Optional.empty(),
        statement.inTransaction(),
        Optional.of(seen.end().sqlState),
        Optional.of(
            "seen by run " + rows.run().id() + " after this one had died: " + seen.end().words),
        List.of(),
        true,
        0,
        Duration.ZERO);
  }

  private static String command(LiveBackend.UnderWay statement) {
    try {
      List<Statement> statements = Script.ofQuery(statement.text(), false).statements();
      if (statements.size() == 1) {
        return statements.get(0).type().command();
      }
    } catch (LockkeeperException e) {
      // A text that is cut need not be one that can be read.
    }
    String text = statement.text().strip();
    int end = 0;
    while (end < Math.min(text.length(), LONGEST_COMMAND) && Character.isLetter(text.charAt(end))) {
      end++;
    }
    return end == 0 ? "UNKNOWN" : text.substring(0, end).toUpperCase(Locale.ROOT);
  }

  /**
   * Without any literal, also in definitions: where a text was cut, the word may be missing that
   * makes a secret of one. Where a string ends may depend on a setting of the session, which cannot
   * be seen from here.
   */
  private static String text(LiveBackend.UnderWay statement) {
    String masked = LiteralMasking.mask(statement.text(), "", false);
    if (!masked.equals(LiteralMasking.mask(statement.text(), "", true))) {
      return "(it cannot be seen from here where its strings end)";
    }
    String bare = masked.strip();
    if (statement.isCut()) {
      return bare + CUT;
    }
    return bare.endsWith(";") ? bare.substring(0, bare.length() - 1) : bare;
  }
}
