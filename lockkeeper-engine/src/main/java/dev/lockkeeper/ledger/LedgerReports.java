package dev.lockkeeper.ledger;

import dev.lockkeeper.database.Literal;
import dev.lockkeeper.database.Result;
import dev.lockkeeper.database.Session;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Reads runs, events and applied texts for reports. Immutable. */
public final class LedgerReports {
  private static final String EVENT_COLUMNS =
      "run_id, id, "
          + micros("at")
          + ", kind, version, name, direction, batch, duration_ms, statements, statement_ms,"
          + " statement_rows, checksum, sql_state, message";

  private final LedgerTables tables;
  private final String project;

  LedgerReports(LedgerTables tables, String project) {
    this.tables = tables;
    this.project = project;
  }

  /** The latest runs of the project, newest first, with what each of them did. */
  public List<RunRecord> latest(Session session, int most) {
    return runs(session, "project = " + Literal.text(project), most);
  }

  /** Every run whose id begins with the given text. */
  public List<RunRecord> byId(Session session, String start) {
    return runs(
        session,
        "project = "
            + Literal.text(project)
            + " AND pg_catalog.starts_with(id::text, "
            + Literal.text(start)
            + ")",
        2);
  }

  private List<RunRecord> runs(Session session, String condition, int most) {
    String chosen =
        "SELECT id FROM "
            + tables.run
            + " WHERE "
            + condition
            + " ORDER BY started_at DESC LIMIT "
            + most;
    List<Result> results =
        session.send(
            "SELECT "
                + RUN_COLUMNS
                + " FROM "
                + tables.run
                + " WHERE id IN ("
                + chosen
                + ") ORDER BY started_at DESC, id; SELECT "
                + EVENT_COLUMNS
                + " FROM "
                + tables.event
                + " WHERE run_id IN ("
                + chosen
                + ") ORDER BY id");
    Map<String, List<RunRecord.EventRecord>> events = new HashMap<>();
    for (Result.Row row : results.get(1).rows()) {
      events.computeIfAbsent(row.text(0), id -> new ArrayList<>()).add(event(row));
    }
    return results.get(0).rows().stream()
        .map(row -> run(row, events.getOrDefault(row.text(0), List.of())))
        .toList();
  }

  /** How many data scripts a run has done. */
  public int seeded(Session session, UUID run) {
    return session
        .last(
            "SELECT count(*) FROM "
                + tables.event
                + " WHERE kind = 'seeded' AND run_id = '"
                + run
                + "'")
        .row()
        .integer(0);
  }

  /** The masked text with this checksum, as it was applied. */
  public Optional<String> script(Session session, String checksum) {
    return session
        .last("SELECT body FROM " + tables.script + " WHERE checksum = " + Literal.text(checksum))
        .rows()
        .stream()
        .findFirst()
        .map(row -> row.text(0));
  }

  /** What another program sent to the server under a run, in the order in which it was sent. */
  public List<StatementRecord> statements(Session session, String runId) {
    return StatementRows.read(session, tables, runId);
  }

  /** The sessions of other programs, under any run, that are still there. */
  public List<LiveBackend> liveBackends(Session session) {
    return LiveBackend.read(session, tables);
  }

  /** What somebody can send who knows that a run without an end on record is over. */
  public String markingLost(String runId) {
    return "UPDATE "
        + tables.run
        + " SET finished_at = now(), outcome = 'lost' WHERE id = "
        + Literal.text(runId)
        + " AND finished_at IS NULL";
  }

  /** The schema's fingerprint now, and after the last run of any project that changed something. */
  public Fingerprints fingerprints(Session session) {
    List<Result> results =
        session.send(
            SchemaFingerprint.query(tables)
                + "; SELECT schema_hash, id FROM "
                + tables.run
                + " r WHERE schema_hash IS NOT NULL AND NOT EXISTS (SELECT FROM "
                + tables.event
                + " e WHERE e.at > r.finished_at) ORDER BY finished_at DESC LIMIT 1");
    List<Result.Row> last = results.get(1).rows();
    return new Fingerprints(
        results.get(0).row().text(0),
        last.isEmpty() ? Optional.empty() : Optional.of(last.get(0).text(0)),
        last.isEmpty() ? "" : last.get(0).text(1));
  }

  /**
   * Two looks at the schema.
   *
   * @param now what it is
   * @param recorded what the last run left; empty if no run has left anything yet
   * @param runId that run
   */
  public record Fingerprints(String now, Optional<String> recorded, String runId) {}

  static String micros(String column) {
    return "(pg_catalog.date_part('epoch', " + column + ") * 1000000)::bigint";
  }

  private static final String RUN_COLUMNS =
      "id, release_id, project, environment, action, actor, host, tool_version, image,"
          + " source_commit, plan_hash, "
          + micros("started_at")
          + ", "
          + micros("finished_at")
          + ", outcome, error_code, error_message, schema_hash, reason, command,"
          + " pg_catalog.array_to_string(secrets, ' '), facts";

  private static RunRecord run(Result.Row row, List<RunRecord.EventRecord> events) {
    Optional<Instant> finished =
        row.isNull(12) ? Optional.empty() : Optional.of(AppliedRows.instant(row.number(12)));
    return new RunRecord(
        row.text(0),
        text(row, 1),
        row.text(2),
        row.text(3),
        row.text(4),
        row.text(5),
        row.text(6),
        row.text(7),
        text(row, 8),
        text(row, 9),
        row.text(10),
        AppliedRows.instant(row.number(11)),
        finished,
        row.isNull(13) ? "running" : row.text(13),
        text(row, 14),
        text(row, 15),
        text(row, 16),
        text(row, 17),
        text(row, 18),
        row.text(19).isEmpty() ? List.of() : List.of(row.text(19).split(" ")),
        text(row, 20),
        List.copyOf(events));
  }

  private static RunRecord.EventRecord event(Result.Row row) {
    return new RunRecord.EventRecord(
        row.number(1),
        AppliedRows.instant(row.number(2)),
        row.text(3),
        row.text(4),
        row.text(5),
        row.text(6),
        row.integer(7),
        row.number(8),
        row.integer(9),
        numbers(row.text(10)),
        numbers(row.text(11)),
        row.text(12),
        text(row, 13),
        text(row, 14));
  }

  private static List<Long> numbers(String array) {
    List<Long> numbers = new ArrayList<>();
    if (array.length() > 2) {
      for (String number : array.substring(1, array.length() - 1).split(",", -1)) {
        numbers.add(Long.parseLong(number));
      }
    }
    return numbers;
  }

  private static Optional<String> text(Result.Row row, int column) {
    return row.isNull(column) ? Optional.empty() : Optional.of(row.text(column));
  }
}
