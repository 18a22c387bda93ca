package dev.lockkeeper.ledger;

import dev.lockkeeper.database.Session;
import java.time.Duration;
import java.util.List;

/**
 * A session on the server that another program opened under a run, and that is still there.
 *
 * @param pid its server process
 * @param runId that run
 * @param state what it does, such as {@code active}
 * @param age how long it has been doing so
 */
public record LiveBackend(int pid, String runId, String state, Duration age) {

  static List<LiveBackend> read(Session session, LedgerTables tables) {
    return session
        .last(
            "SELECT a.pid, b.run_id, a.state, (pg_catalog.date_part('epoch',"
                + " pg_catalog.clock_timestamp() - a.state_change) * 1000)::bigint FROM "
                + tables.backend
                + " b JOIN pg_catalog.pg_stat_activity a ON a.pid = b.pid AND a.backend_start ="
                + " b.started_at ORDER BY a.pid")
        .rows()
        .stream()
        .map(
            row ->
                new LiveBackend(
                    row.integer(0),
                    row.text(1),
                    row.text(2),
                    Duration.ofMillis(row.isNull(3) ? 0 : row.number(3))))
        .toList();
  }
}
