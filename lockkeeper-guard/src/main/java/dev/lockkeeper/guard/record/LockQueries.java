package dev.lockkeeper.guard.record;

import dev.lockkeeper.database.Result;
import java.time.Duration;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * What is asked of pg_locks. Left out are locks on the catalog and on temporary relations, on
 * relations that only their own transaction sees, and the weak ones on indexes: they keep nobody
 * waiting.
 */
final class LockQueries {
  private static final String COLUMNS =
      "SELECT l.pid, l.mode, pg_catalog.quote_ident(n.nspname), pg_catalog.quote_ident(c.relname)";
  private static final String RELATIONS =
      " JOIN pg_catalog.pg_class c ON c.oid = l.relation"
          + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
          + " WHERE l.granted AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'"
          + " AND (c.relkind NOT IN ('i', 'I') OR l.mode NOT IN"
          + " ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock'))";
  private static final String OURS =
      "l.locktype = 'relation' AND l.database = (SELECT oid FROM pg_catalog.pg_database"
          + " WHERE datname = pg_catalog.current_database()) AND l.pid IN (";
  private static final int MODE = 1;
  private static final int SCHEMA = 2;
  private static final int RELATION = 3;
  private static final int WAIT = 4;

  private LockQueries() {}

  static String granted(Collection<Integer> pids) {
    return COLUMNS
        + " FROM (SELECT * FROM pg_catalog.pg_locks l WHERE "
        + OURS
        + list(pids)
        + ") OFFSET 0) l"
        + RELATIONS;
  }

  /** Both from one reading; who waits has no mode, and the milliseconds behind it. */
  static String grantedAndAwaited(Collection<Integer> pids) {
    return "WITH l AS MATERIALIZED (SELECT * FROM pg_catalog.pg_locks l WHERE NOT l.granted OR ("
        + OURS
        + list(pids)
        + "))) "
        + COLUMNS
        + ", NULL FROM l"
        + RELATIONS
        + " UNION ALL SELECT pid, NULL, NULL, NULL, pg_catalog.max(COALESCE(1000 * EXTRACT(epoch"
        + " FROM pg_catalog.clock_timestamp() - waitstart), 0))::pg_catalog.int8::pg_catalog.text"
        + " FROM l WHERE NOT granted GROUP BY pid";
  }

  /** Pairs of one who waits and one who stands in the way. */
  static String blockers(Collection<Integer> waiting) {
    return "SELECT w.pid, b.pid FROM pg_catalog.unnest('{"
        + list(waiting)
        + "}'::pg_catalog.int4[]) w (pid),"
        + " pg_catalog.unnest(pg_catalog.pg_blocking_pids(w.pid)) b (pid)";
  }

  private static String list(Collection<Integer> pids) {
    return pids.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  static boolean isWait(Result.Row row) {
    return row.isNull(MODE);
  }

  static Lock lock(Result.Row row) {
    return new Lock(row.text(MODE), row.text(SCHEMA), row.text(RELATION));
  }

  static Duration wait(Result.Row row) {
    return Duration.ofMillis(Math.max(0, row.number(WAIT)));
  }
}
