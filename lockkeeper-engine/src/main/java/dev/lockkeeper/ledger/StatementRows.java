package dev.lockkeeper.ledger;

import dev.lockkeeper.database.Literal;
import dev.lockkeeper.database.Result;
import dev.lockkeeper.database.Session;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The rows of statements that other programs sent: how they are written and read. */
final class StatementRows {
  /** Separates the locks of a row when they are read; no name of a relation can hold it. */
  private static final String SEPARATOR = "\u001f";

  /**
   * Above every number that a run itself gives. It may live on when another has taken it for dead,
   * and write what it has sent.
   */
  private static final long SEEN_BY_ANOTHER = 1L << 40;

  private StatementRows() {}

  private static final String COLUMNS =
      " (run_id, number, session, backend_pid, started_at, command, body, duration_us,"
          + " row_count, in_transaction, sql_state, message, locks, sampled, waiters,"
          + " longest_wait_us, lock_holder) SELECT '";

  /**
   * A row that stands there was written by a message whose answer was lost: nobody but the run
   * itself uses these numbers.
   */
  static String insert(
      LedgerTables tables, RunIdentity run, List<StatementRecord> statements, String proof) {
    return "INSERT INTO "
        + tables.statement
        + COLUMNS
        + run.id()
        + "', v.*, (SELECT "
        + proof
        + ") FROM (VALUES "
        + statements.stream().map(StatementRows::row).collect(Collectors.joining(", "))
        + ") AS v"
        + durability(statements)
        + " ON CONFLICT DO NOTHING";
  }

  /**
   * What an open transaction has done is durable with its COMMIT at the earliest, which also writes
   * out all that the server has logged before; so these rows need not wait for the disk.
   */
  private static String durability(List<StatementRecord> statements) {
    return statements.stream().allMatch(StatementRecord::inTransaction)
        ? " WHERE pg_catalog.set_config('synchronous_commit', 'off', true) = 'off'"
        : "";
  }

  /**
   * Rows behind those of a run that is over, also behind what it may still write. Their session is
   * the last one that had the server process, or 0 if that has nothing on record.
   */
  static String append(
      LedgerTables tables, String runId, List<StatementRecord> statements, String proof) {
    String before = " FROM " + tables.statement + " s WHERE s.run_id = '" + runId + "'";
    return "INSERT INTO "
        + tables.statement
        + COLUMNS
        + runId
        + "', v.column1 + (SELECT greatest(max(s.number), "
        + SEEN_BY_ANOTHER
        + ")"
        + before
        + "), (SELECT coalesce(max(s.session), 0)"
        + before
        + " AND s.backend_pid = v.column3), "
        + IntStream.rangeClosed(3, 15)
            .mapToObj(i -> "v.column" + i)
            .collect(Collectors.joining(", "))
        + ", (SELECT "
        + proof
        + ") FROM (VALUES "
        + statements.stream().map(StatementRows::row).collect(Collectors.joining(", "))
        + ") AS v";
  }

  private static String row(StatementRecord one) {
    return "("
        + String.join(
            ", ",
            Long.toString(one.number()) + "::bigint",
            Integer.toString(one.session()),
            Integer.toString(one.backendPid()),
            "pg_catalog.to_timestamp(" + micros(one.startedAt()) + " / 1000000.0::float8)",
            text(one.command()),
            text(one.text()),
            micros(one.duration()) + "::bigint",
            one.rows().map(String::valueOf).orElse("NULL") + "::bigint",
            Boolean.toString(one.inTransaction()),
            text(one.sqlState().orElse(null)),
            text(one.message().orElse(null)),
            "ARRAY["
                + one.locks().stream().map(StatementRows::text).collect(Collectors.joining(", "))
                + "]::text[]",
            Boolean.toString(one.sampled()),
            Integer.toString(one.waiters()),
            micros(one.longestWait()) + "::bigint")
        + ")";
  }

  /** A text of another program may hold what the server would not take. */
  private static String text(@Nullable String value) {
    return Literal.text(value == null ? null : value.replace("\0", "")) + "::text";
  }

  private static long micros(Instant at) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, at);
  }

  private static long micros(Duration duration) {
    return duration.toNanos() / 1000;
  }

  /** What another run has seen counts on behind what the run itself has on record. */
  private static final String SHOWN_NUMBER =
      "CASE WHEN number > "
          + SEEN_BY_ANOTHER
          + " THEN number - "
          + SEEN_BY_ANOTHER
          + " + coalesce(max(number) FILTER (WHERE number <= "
          + SEEN_BY_ANOTHER
          + ") OVER (), 0) ELSE number END";

  static List<StatementRecord> read(Session session, LedgerTables tables, String runId) {
    return session
        .last(
            "SELECT "
                + SHOWN_NUMBER
                + ", session, backend_pid, "
                + LedgerReports.micros("started_at")
                + ", command, body, duration_us, row_count, in_transaction, sql_state, message,"
                + " pg_catalog.array_to_string(locks, "
                + Literal.text(SEPARATOR)
                + "), sampled, waiters, longest_wait_us FROM "
                + tables.statement
                + " WHERE run_id = "
                + Literal.text(runId)
                + " ORDER BY number")
        .rows()
        .stream()
        .map(StatementRows::record)
        .toList();
  }

  private static StatementRecord record(Result.Row row) {
    String locks = row.text(11);
    return new StatementRecord(
        row.number(0),
        row.integer(1),
        row.integer(2),
        AppliedRows.instant(row.number(3)),
        row.text(4),
        row.text(5),
        duration(row.number(6)),
        row.isNull(7) ? Optional.empty() : Optional.of(row.number(7)),
        row.truth(8),
        row.isNull(9) ? Optional.empty() : Optional.of(row.text(9)),
        row.isNull(10) ? Optional.empty() : Optional.of(row.text(10)),
        locks.isEmpty() ? List.of() : List.of(locks.split(SEPARATOR, -1)),
        row.truth(12),
        row.integer(13),
        duration(row.number(14)));
  }

  private static Duration duration(long micros) {
    return Duration.of(micros, ChronoUnit.MICROS);
  }
}
