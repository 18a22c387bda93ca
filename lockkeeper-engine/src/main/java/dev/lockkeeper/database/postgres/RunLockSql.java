package dev.lockkeeper.database.postgres;

import dev.lockkeeper.database.LockHolder;
import dev.lockkeeper.database.Result;
import java.time.Duration;

/**
 * The statements of the run's lock: a session-level advisory lock, whose key is the ASCII of {@code
 * lockkeep}. All projects of one database share it. A 64-bit key shows in {@code pg_locks} as its
 * halves in {@code classid} and {@code objid}, with {@code objsubid} 1 (PostgreSQL manual,
 * "pg_locks").
 */
final class RunLockSql {
  private static final long KEY = 0x6C6F636B6B656570L;

  static final String TRY =
      "SELECT pg_catalog.pg_try_advisory_lock("
          + KEY
          + "), pg_catalog.pg_backend_pid(), (SELECT (pg_catalog.date_part('epoch', backend_start)"
          + " * 1000000)::bigint FROM pg_catalog.pg_stat_activity WHERE pid ="
          + " pg_catalog.pg_backend_pid())";

  static final String UNLOCK = "SELECT pg_catalog.pg_advisory_unlock(" + KEY + ")";

  static final String OURS =
      "l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 AND l.classid = "
          + (KEY >>> 32)
          + " AND l.objid = "
          + (KEY & 0xFFFFFFFFL)
          + " AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname ="
          + " pg_catalog.current_database())";

  static final String PROOF =
      "(SELECT l.pid FROM pg_catalog.pg_locks l WHERE "
          + OURS
          + " AND l.pid = pg_catalog.pg_backend_pid())";

  static final String HOLDER =
      "SELECT l.pid, a.application_name, a.usename, pg_catalog.host(a.client_addr), a.state,"
          + " pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() - a.backend_start)::bigint"
          + " FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a USING (pid) WHERE "
          + OURS;

  private RunLockSql() {}

  static LockHolder holder(Result.Row row) {
    return new LockHolder(
        row.integer(0),
        row.text(1),
        row.text(2),
        row.text(3),
        row.text(4),
        Duration.ofSeconds(row.number(5)));
  }
}
