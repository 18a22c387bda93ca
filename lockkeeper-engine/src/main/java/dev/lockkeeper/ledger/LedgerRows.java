package dev.lockkeeper.ledger;

import dev.lockkeeper.database.Literal;
import dev.lockkeeper.migration.Applied;
import dev.lockkeeper.migration.Direction;
import dev.lockkeeper.migration.Migration;
import java.util.List;
import java.util.Optional;
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

  LedgerRows(LedgerTables tables, RunIdentity run) {
    this.tables = tables;
    this.run = run;
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
        + " source_commit, plan_hash, locked, backend_pid, reason, finished_at, outcome) VALUES ("
        + String.join(
            ", ",
            id(),
            text(run.releaseId()),
            Literal.text(run.project()),
            Literal.text(run.environment()),
            Literal.text(run.action()),
            Literal.text(run.actor()),
            Literal.text(run.host()),
            Literal.text(run.toolVersion()),
            text(run.image()),
            text(run.commit()),
            Literal.text(planHash),
            Boolean.toString(locked),
            Integer.toString(backendPid),
            text(run.reason()),
            finishedAt,
            outcome)
        + ")";
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
        + Literal.text(message)
        + ", schema_hash = ("
        + SchemaFingerprint.query(tables)
        + ") WHERE id = "
        + id()
        + " AND finished_at IS NULL";
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
    return with(entry, "applied", guarded(predecessor, proof))
        + " INSERT INTO "
        + tables.migration
        + " (project, version, name, phase, kind, batch, sequence, applied_at, duration_ms,"
        + " checksum, canonical_checksum, run_id, release_id) SELECT "
        + String.join(
            ", ",
            Literal.text(run.project()),
            Literal.text(entry.migration().version().toString()),
            Literal.text(entry.migration().name()),
            Literal.text(entry.migration().phase().id()),
            "'applied'",
            Integer.toString(entry.batch()),
            "id",
            "at",
            "duration_ms",
            Literal.text(entry.exactChecksum()),
            Literal.text(entry.canonicalChecksum()),
            id(),
            text(run.releaseId()))
        + " FROM entry"
        + (completes
            ? " ON CONFLICT (project, version) DO UPDATE SET kind = excluded.kind, batch ="
                + " excluded.batch, sequence = excluded.sequence, applied_at ="
                + " excluded.applied_at, duration_ms = excluded.duration_ms, checksum ="
                + " excluded.checksum, canonical_checksum = excluded.canonical_checksum, run_id ="
                + " excluded.run_id, release_id = excluded.release_id, direction = 'up',"
                + " statements_done = 0, statement_in_flight = 0, prefix_checksum = '', detail = ''"
            : "");
  }

  private String reverted(Entry entry, String proof) {
    return with(
            entry, "reverted", "CASE WHEN EXISTS (" + stateRow(entry) + ") THEN " + proof + " END")
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

  private String with(Entry entry, String kind, String proof) {
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
        + insertEvent(
            new Event(
                kind,
                entry.migration().version().toString(),
                entry.migration().name(),
                entry.direction(),
                entry.batch(),
                entry.duration(),
                entry.statements(),
                entry.exactChecksum(),
                null,
                null),
            proof)
        + " RETURNING id, at, duration_ms)";
  }

  /** Records that a migration failed. Sent on its own, after the roll-back. */
  public String failed(Entry entry, String sqlState, String message, String proof) {
    return insertEvent(
        new Event(
            "failed",
            entry.migration().version().toString(),
            entry.migration().name(),
            entry.direction(),
            entry.batch(),
            entry.duration(),
            entry.statements(),
            entry.exactChecksum(),
            sqlState.isEmpty() ? null : sqlState,
            message),
        proof);
  }

  /**
   * Records how far a migration has come that cannot commit as a whole.
   *
   * @param applied what the state table says of it now, if anything: a way down keeps it
   */
  public String progress(
      Entry entry, Applied.Progress progress, Optional<Applied> applied, String proof) {
    String event =
        insertEvent(
            new Event(
                progress.inFlight() > 0 ? "statement-started" : "statement-done",
                entry.migration().version().toString(),
                entry.migration().name(),
                progress.direction(),
                entry.batch(),
                "0",
                new Entry.StatementTimes(progress.done(), List.of(), List.of()),
                entry.exactChecksum(),
                null,
                progress.inFlight() > 0 ? "statement " + progress.inFlight() : null),
            proof);
    return "WITH entry AS ("
        + event
        + " RETURNING id, at) INSERT INTO "
        + tables.migration
        + " (project, version, name, phase, kind, batch, sequence, applied_at, duration_ms,"
        + " checksum, canonical_checksum, run_id, release_id, direction, statements_done,"
        + " statement_in_flight, prefix_checksum, detail) SELECT "
        + String.join(
            ", ",
            Literal.text(run.project()),
            Literal.text(entry.migration().version().toString()),
            Literal.text(entry.migration().name()),
            Literal.text(entry.migration().phase().id()),
            "'partial'",
            Integer.toString(applied.map(Applied::batch).orElse(entry.batch())),
            applied.map(a -> Long.toString(a.sequence())).orElse("id"),
            "at",
            "0",
            Literal.text(applied.map(Applied::exactChecksum).orElse(entry.exactChecksum())),
            Literal.text(applied.map(Applied::canonicalChecksum).orElse(entry.canonicalChecksum())),
            id(),
            text(run.releaseId()),
            Literal.text(progress.direction().id()),
            Integer.toString(progress.done()),
            Integer.toString(progress.inFlight()),
            Literal.text(progress.prefixChecksum()),
            Literal.text(progress.detail()))
        + " FROM entry ON CONFLICT (project, version) DO UPDATE SET kind = excluded.kind, direction"
        + " = excluded.direction, statements_done = excluded.statements_done, statement_in_flight ="
        + " excluded.statement_in_flight, prefix_checksum = excluded.prefix_checksum, detail ="
        + " excluded.detail, checksum = excluded.checksum, canonical_checksum ="
        + " excluded.canonical_checksum, run_id = excluded.run_id";
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

  /** Records that somebody said that a migration is applied, or is not. */
  public String marked(Entry entry, boolean applied, String reason, String proof) {
    String event =
        insertEvent(
            new Event(
                applied ? "marked-applied" : "marked-pending",
                entry.migration().version().toString(),
                entry.migration().name(),
                Direction.UP,
                entry.batch(),
                "0",
                entry.statements(),
                entry.exactChecksum(),
                null,
                reason),
            proof);
    if (!applied) {
      return "WITH entry AS ("
          + event
          + ") DELETE FROM "
          + tables.migration
          + where(entry.migration().version().toString());
    }
    return "WITH entry AS ("
        + event
        + " RETURNING id, at) INSERT INTO "
        + tables.migration
        + " (project, version, name, phase, kind, batch, sequence, applied_at, duration_ms,"
        + " checksum, canonical_checksum, run_id, release_id) SELECT "
        + String.join(
            ", ",
            Literal.text(run.project()),
            Literal.text(entry.migration().version().toString()),
            Literal.text(entry.migration().name()),
            Literal.text(entry.migration().phase().id()),
            "'marked'",
            Integer.toString(entry.batch()),
            "id",
            "at",
            "0",
            Literal.text(entry.exactChecksum()),
            Literal.text(entry.canonicalChecksum()),
            id(),
            text(run.releaseId()))
        + " FROM entry ON CONFLICT (project, version) DO UPDATE SET kind = excluded.kind, sequence ="
        + " excluded.sequence, applied_at = excluded.applied_at, checksum = excluded.checksum,"
        + " canonical_checksum = excluded.canonical_checksum, run_id = excluded.run_id, direction ="
        + " 'up', statements_done = 0, statement_in_flight = 0, prefix_checksum = '', detail = ''";
  }

  /** Records that a data script of the seeds folder ran. */
  public String seeded(
      String name, String checksum, Entry.StatementTimes statements, String proof) {
    return insertEvent(
        new Event("seeded", "", name, Direction.UP, 0, "0", statements, checksum, null, null),
        proof);
  }

  private String insertEvent(Event event, String proof) {
    return "INSERT INTO "
        + tables.event
        + " (run_id, project, environment, kind, version, name, direction, batch, duration_ms,"
        + " statements, statement_ms, statement_rows, checksum, sql_state, message, lock_holder)"
        + " VALUES ("
        + String.join(
            ", ",
            id(),
            Literal.text(run.project()),
            Literal.text(run.environment()),
            Literal.text(event.kind),
            Literal.text(event.version),
            Literal.text(event.name),
            Literal.text(event.direction.id()),
            Integer.toString(event.batch),
            event.duration,
            Integer.toString(event.statements.count()),
            array(event.statements.millis()),
            array(event.statements.rows()),
            Literal.text(event.checksum),
            Literal.text(event.sqlState),
            Literal.text(event.message),
            proof)
        + ")";
  }

  private String id() {
    return "'" + run.id() + "'";
  }

  private static String text(Optional<String> value) {
    return Literal.text(value.orElse(null));
  }

  private static String array(List<Long> numbers) {
    if (numbers.isEmpty()) {
      return "NULL";
    }
    StringBuilder array = new StringBuilder("'{");
    for (long number : numbers) {
      array.append(array.length() > 2 ? "," : "").append(number);
    }
    return array.append("}'").toString();
  }

  private record Event(
      String kind,
      String version,
      String name,
      Direction direction,
      int batch,
      String duration,
      Entry.StatementTimes statements,
      String checksum,
      @Nullable String sqlState,
      @Nullable String message) {}
}
