package dev.lockkeeper.database.postgres;

import dev.lockkeeper.database.Result;
import dev.lockkeeper.database.ServerException;
import dev.lockkeeper.database.Session;
import java.time.Duration;
import java.util.List;

/**
 * Ends the session that holds the run's lock if its client has vanished in the middle of a COPY.
 * The server's own timeouts end sessions that are idle; one that waits for the data of a COPY
 * counts as active, and would keep lock and transaction for as long as the network says nothing. It
 * gets the same time without data as an idle one without a statement.
 */
final class StarvedHolder {
  private static final long BETWEEN_LOOKS = Duration.ofSeconds(1).toNanos();
  private static final String LOOK =
      "SELECT l.pid, c.bytes_processed FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a"
          + " USING (pid) JOIN pg_catalog.pg_stat_progress_copy c USING (pid) WHERE "
          + RunLockSql.OURS
          + " AND a.wait_event = 'ClientRead'";

  private final Session session;
  private final Duration patience;
  private String seen = "";
  private long since = System.nanoTime();
  private long looked = since;

  StarvedHolder(Session session, Duration patience) {
    this.session = session;
    this.patience = patience;
  }

  /** Looks again, at most once a second. */
  void look() {
    long now = System.nanoTime();
    if (now - looked < BETWEEN_LOOKS) {
      return;
    }
    looked = now;
    List<Result.Row> rows = session.last(LOOK).rows();
    String current = rows.isEmpty() ? "" : rows.get(0).text(0) + " " + rows.get(0).text(1);
    if (current.isEmpty() || !current.equals(seen)) {
      seen = current;
      since = now;
    } else if (now - since >= patience.toNanos()) {
      end(rows.get(0).integer(0));
    }
  }

  private void end(int pid) {
    try {
      session.send("SELECT pg_catalog.pg_terminate_backend(" + pid + ")");
    } catch (ServerException e) {
      if (e.isConnectionLost()) {
        throw e;
      }
      // Another role's session: the failure to get the lock names it.
    }
  }
}
