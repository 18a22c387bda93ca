package dev.lockkeeper.ledger;

import dev.lockkeeper.database.Result;
import dev.lockkeeper.database.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A session on the server that another program opened under a run, and that is still there.
 *
 * @param pid its server process
 * @param runId that run
 * @param isRunOver whether the run has said how it ended, so that all its statements are on record
 * @param state what it does, such as {@code active}; empty where it may not be looked at
 * @param age how long it has been doing so
 * @param statement what the server works on for it, if it does
 */
public record LiveBackend(
    int pid,
    String runId,
    boolean isRunOver,
    String state,
    Duration age,
    Optional<UnderWay> statement) {

  /** What {@code pg_stat_activity} says instead of a query to a role that may not see it. */
  private static final String HIDDEN = "<insufficient privilege>";

  private static final int LONGEST = 64 * 1024;

  /** A character of UTF-8 has at most four bytes, and the server cuts in front of one. */
  private static final int LONGEST_CHARACTER = 4;

  /**
   * A statement that the server has not finished, as {@code pg_stat_activity} shows it.
   *
   * @param text as the program sent it, with its literals; empty if this role may not see it
   * @param isCut whether the text may go on
   * @param startedAt by the server's clock
   * @param inTransaction whether its transaction began before it
   * @param duration so far
   */
  public record UnderWay(
      String text, boolean isCut, Instant startedAt, boolean inTransaction, Duration duration) {}

  /**
   * The start of a session of a role whose sessions ours may not see is hidden as well; its
   * database is not (manual, "The Cumulative Statistics System"). Then the process id has to do, in
   * this database, since the server's start, for runs that have not said how they ended.
   */
  static List<LiveBackend> read(Session session, LedgerTables tables) {
    return session
        .last(
            "SELECT a.pid, b.run_id, r.finished_at IS NOT NULL, a.state, "
                + millis("a.state_change")
                + ", a.query = '"
                + HIDDEN
                + "', pg_catalog.left(a.query, "
                + LONGEST
                + "), pg_catalog.octet_length(a.query) > least("
                + LONGEST
                + ", pg_catalog.pg_size_bytes(pg_catalog.current_setting("
                + "'track_activity_query_size'))) - "
                + (LONGEST_CHARACTER + 1)
                + ", "
                + LedgerReports.micros("coalesce(a.query_start, pg_catalog.clock_timestamp())")
                + ", coalesce(a.xact_start < a.query_start, false), "
                + millis("a.query_start")
                + " FROM "
                + tables.backend
                + " b LEFT JOIN "
                + tables.run
                + " r ON r.id = b.run_id JOIN pg_catalog.pg_stat_activity a ON a.pid = b.pid AND"
                + " (a.backend_start = b.started_at OR a.backend_start IS NULL AND r.id IS NOT NULL"
                + " AND r.finished_at IS NULL AND b.started_at >="
                + " pg_catalog.pg_postmaster_start_time() AND a.datid = (SELECT d.oid FROM"
                + " pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()))"
                + " ORDER BY a.pid")
        .rows()
        .stream()
        .map(LiveBackend::of)
        .toList();
  }

  private static String millis(String since) {
    return "coalesce(pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() - "
        + since
        + ") * 1000, 0)::bigint";
  }

  private static LiveBackend of(Result.Row row) {
    boolean isHidden = row.truth(5);
    Optional<UnderWay> statement =
        isHidden || row.text(3).equals("active")
            ? Optional.of(
                new UnderWay(
                    isHidden ? "" : row.text(6),
                    row.truth(7),
                    AppliedRows.instant(row.number(8)),
                    row.truth(9),
                    Duration.ofMillis(row.number(10))))
            : Optional.empty();
    return new LiveBackend(
        row.integer(0),
        row.text(1),
        row.truth(2),
        row.text(3),
        Duration.ofMillis(row.number(4)),
        statement);
  }

  /** Whether this role may see what the session does; if not, it may be a stranger's. */
  public boolean isVisible() {
    return statement.filter(each -> each.text().isEmpty()).isEmpty();
  }
}
