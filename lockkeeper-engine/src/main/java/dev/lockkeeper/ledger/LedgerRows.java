package dev.lockkeeper.ledger;

import dev.lockkeeper.database.Encoding;
import dev.lockkeeper.database.Literal;
import dev.lockkeeper.migration.Applied;
import dev.lockkeeper.migration.Direction;
import dev.lockkeeper.migration.Migration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes the statements that record what one run does. The runner sends them in the transaction of
 * the change itself. Every event carries the process id of the backend that holds the lock; where
 * it is not held the value is null, the column refuses it, and with it the whole transaction fails.
 * Immutable.
 */
public final class LedgerRows {
  private final LedgerTables tables;
  private final RunIdentity run;
  private final Encoding encoding;

  LedgerRows(LedgerTables tables, RunIdentity run, Encoding encoding) {
    this.tables = tables;
    this.run = run;
    this.encoding = encoding;
  }

  /** The run that writes. */
  public RunIdentity run() {
    return run;
  }

  /**
   * Starts the run, and ends those that died without a word: the lock is ours, so they are gone.
   */
  public String start(String planHash, int backendPid) {
    return "UPDATE "
        + tables.run
        + " SET finished_at = pg_catalog.clock_timestamp(), outcome = 'lost' WHERE finished_at IS NULL AND"
        + " locked AND id <> "
        + id()
        + "; "
        + insertRun(planHash, backendPid, true, "NULL", "NULL");
  }

  /** One record of a run that had nothing to do and took no lock. */
  public String nothingToDo(String planHash, int backendPid) {
    return insertRun(
        planHash, backendPid, false, "pg_catalog.clock_timestamp()", "'nothing-to-do'");
  }

  private String insertRun(
      String planHash, int backendPid, boolean locked, String finishedAt, String outcome) {
    return "INSERT INTO "
        + tables.run
        + " (id, release_id, project, environment, action, actor, host, tool_version, image,"
        + " source_commit, plan_hash, locked, backend_pid, reason, command, secrets, finished_at,"
        + " outcome) VALUES ("
        + String.join(
            ", ",
            id(),
            kept(run.releaseId()),
            Literal.text(run.project()),
            kept(run.environment()),
            Literal.text(run.action()),
            kept(run.actor()),
            kept(run.host()),
            Literal.text(run.toolVersion()),
            kept(run.image()),
            kept(run.commit()),
            Literal.text(planHash),
            Boolean.toString(locked),
            Integer.toString(backendPid),
            kept(run.reason()),
            kept(run.command()),
            secrets(),
            finishedAt,
            outcome)
        + ")";
  }

  private String secrets() {
    return run.secrets().stream()
        .map(Literal::text)
        .collect(Collectors.joining(", ", "ARRAY[", "]::text[]"));
  }

  /** Ends the run, with the fingerprint of the schema that it leaves, also after a failure. */
  public String finish(String outcome, @Nullable String code, @Nullable String message) {
    return "UPDATE "
        + tables.run
        + " SET finished_at = pg_catalog.clock_timestamp(), outcome = "
        + Literal.text(outcome)
        + ", error_code = "
        + Literal.text(code)
        + ", error_message = "
        + kept(message)
        + ", schema_hash = ("
        + SchemaFingerprint.query(tables)
        + ") WHERE id = "
        + id()
        + " AND finished_at IS NULL";
  }

  /**
   * Keeps what the database is like, with the run that has begun and not ended; gives it as text.
   * It has little time, since the run waits for it.
   *
   * @param moment {@code before} or {@code after}
   */
  public String facts(String moment) {
    return "BEGIN; SET LOCAL statement_timeout = '5s'; SET LOCAL lock_timeout = '1s'; UPDATE "
        + tables.run
        + " SET facts = coalesce(facts, '{}') || pg_catalog.jsonb_build_object("
        + Literal.text(moment)
        + ", "
        + FactsQuery.EXPRESSION
        + ") WHERE id = "
        + id()
        + " AND finished_at IS NULL RETURNING (facts -> "
        + Literal.text(moment)
        + ")::text; COMMIT";
  }

  /**
   * Records a migration as applied or undone.
   *
   * @param completes whether a half-applied row stands there already
   * @param predecessor the migration whose row must stand there already, if any
   * @param proof the expression that proves that the lock is held
   */
  public String done(
      Entry entry, boolean completes, Optional<Migration> predecessor, String proof) {
    if (entry.direction() == Direction.DOWN) {
      return reverted(entry, proof);
    }
    return with(entry, EventRow.of("applied", entry), guarded(predecessor, proof))
        + StateRow.complete(Applied.Kind.APPLIED, entry).insert(tables, run, completes);
  }

  private String reverted(Entry entry, String proof) {
    return with(
            entry,
            EventRow.of("reverted", entry),
            "CASE WHEN EXISTS (" + stateRow(entry) + ") THEN " + proof + " END")
        + " DELETE FROM "
        + tables.migration
        + where(entry.migration().version().toString());
  }

  private String stateRow(Entry entry) {
    return "SELECT 1 FROM " + tables.migration + where(entry.migration().version().toString());
  }

  private String where(String version) {
    return " WHERE project = "
        + Literal.text(run.project())
        + " AND version = "
        + Literal.text(version);
  }

  private String guarded(Optional<Migration> predecessor, String proof) {
    return predecessor
        .map(
            before ->
                "CASE WHEN EXISTS (SELECT 1 FROM "
                    + tables.migration
                    + where(before.version().toString())
                    + " AND run_id = "
                    + id()
                    + ") THEN "
                    + proof
                    + " END")
        .orElse(proof);
  }

  private String with(Entry entry, EventRow event, String proof) {
    String script =
        entry
            .text()
            .map(
                body ->
                    "script AS (INSERT INTO "
                        + tables.script
                        + " (checksum, body) VALUES ("
                        + Literal.text(entry.exactChecksum())
                        + ", "
                        + Literal.text(body)
                        + ") ON CONFLICT DO NOTHING), ")
            .orElse("");
    return "WITH "
        + script
        + "entry AS ("
        + event(event, proof)
        + " RETURNING id, at, duration_ms)";
  }

  /** Records that a migration failed. Sent on its own, after the roll-back. */
  public String failed(Entry entry, String sqlState, String message, String proof) {
    String state = sqlState.isEmpty() ? null : sqlState;
    return event(EventRow.of("failed", entry).saying(state, encoding.kept(message)), proof);
  }

  /**
   * Records how far a migration has come that cannot commit as a whole.
   *
   * @param applied what the state table says of it now, if anything: a way down keeps it
   */
  public String progress(
      Entry entry, Applied.Progress progress, Optional<Applied> applied, String proof) {
    boolean started = progress.inFlight() > 0;
    EventRow event =
        EventRow.of(started ? "statement-started" : "statement-done", entry)
            .counting(progress.done())
            .saying(null, started ? "statement " + progress.inFlight() : null);
    return from(event, proof)
        + StateRow.partial(entry, progress, applied).insert(tables, run, true);
  }

  /** Takes back the progress of a migration of which nothing is applied after all. */
  public String withdrawn(Entry entry, String proof) {
    String row = where(entry.migration().version().toString()) + " AND kind = 'partial' AND ";
    return entry.direction() == Direction.UP
        ? "DELETE FROM " + tables.migration + row + proof + " IS NOT NULL"
        : "UPDATE "
            + tables.migration
            + " SET kind = 'applied', direction = 'up', statements_done = 0, statement_in_flight ="
            + " 0, prefix_checksum = '', detail = ''"
            + row
            + proof
            + " IS NOT NULL";
  }

  /**
   * Takes back the progress of a way down of which nothing is done: the way up is half-done again.
   */
  public String restored(Entry entry, Applied.Progress up, String proof) {
    return "UPDATE "
        + tables.migration
        + " SET direction = 'up', statements_done = "
        + up.done()
        + ", statement_in_flight = "
        + up.inFlight()
        + ", prefix_checksum = "
        + Literal.text(up.prefixChecksum())
        + ", detail = "
        + Literal.text(InFlight.of(up).column())
        + where(entry.migration().version().toString())
        + " AND kind = 'partial' AND "
        + proof
        + " IS NOT NULL";
  }

  /** Records that somebody said that a migration is applied, or is not. */
  public String marked(Entry entry, boolean applied, String reason, String proof) {
    EventRow event =
        EventRow.of(applied ? "marked-applied" : "marked-pending", entry)
            .saying(null, encoding.kept(reason));
    return applied
        ? from(event, proof)
            + StateRow.complete(Applied.Kind.MARKED, entry).insert(tables, run, true)
        : from(event, proof)
            + " DELETE FROM "
            + tables.migration
            + where(entry.migration().version().toString());
  }

  /** Records that another tool has applied a migration. A row that stands there is an error. */
  public String adopted(Entry entry, Adoption adoption, String proof) {
    EventRow event = EventRow.of("adopted", entry).saying(null, adoption.message());
    return with(entry, event, proof) + StateRow.adopted(entry, adoption).insert(tables, run, false);
  }

  /** Records that a data script of the seeds folder ran. */
  public String seeded(
      String name, String checksum, Entry.StatementTimes statements, String proof) {
    return event(
        new EventRow(
            "seeded",
            "",
            encoding.kept(name),
            Direction.UP,
            0,
            "0",
            statements,
            checksum,
            null,
            null),
        proof);
  }

  /**
   * Records what another program has done to a migration of its own.
   *
   * @param kind the event
   * @param key the word by which the program knows the migration
   */
  public String foreign(String kind, String key, Direction direction, String by, String proof) {
    return event(
        new EventRow(
            kind,
            key,
            "",
            direction,
            0,
            "0",
            new Entry.StatementTimes(0, List.of(), List.of()),
            "",
            null,
            "by " + by),
        proof);
  }

  /** Records what another program has sent to the server; the list is not empty. */
  public String statements(List<StatementRecord> statements, String proof) {
    return StatementRows.insert(tables, run, statements, proof);
  }

  /**
   * Records what another program has sent under a run that is over; behind what that run has on
   * record, in this order.
   */
  public String afterwards(String runId, List<StatementRecord> statements, String proof) {
    return StatementRows.append(tables, runId, statements, proof);
  }

  /** Records a server session of another program; it changes no row if that has ended already. */
  public String backend(int pid, String proof) {
    return "INSERT INTO "
        + tables.backend
        + " (run_id, pid, started_at, lock_holder) SELECT "
        + id()
        + ", pid, backend_start, "
        + proof
        + " FROM pg_catalog.pg_stat_activity WHERE pid = "
        + pid
        + " AND backend_start IS NOT NULL";
  }

  private String event(EventRow event, String proof) {
    return event.insert(tables, run, proof);
  }

  /** The event as the source of the statement that follows. */
  private String from(EventRow event, String proof) {
    return "WITH entry AS (" + event(event, proof) + " RETURNING id, at, duration_ms)";
  }

  private String id() {
    return "'" + run.id() + "'";
  }

  private String kept(Optional<String> value) {
    return kept(value.orElse(null));
  }

  /** What only tells of the run must not stop it. */
  private String kept(@Nullable String value) {
    return Literal.text(value == null ? null : encoding.kept(value));
  }
}
