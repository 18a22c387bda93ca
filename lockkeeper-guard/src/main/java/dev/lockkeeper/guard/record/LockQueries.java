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

  /** A relay serves one database, so that a process of ours locks nothing in another one. */
  private static final String OURS = "l.locktype = 'relation' AND l.pid = ";

  /** Prepared, since a look takes most of its time to be planned. */
  static final String PREPARATION =
      "SET plan_cache_mode TO force_generic_plan;"
          + " PREPARE held (int) AS "
          + COLUMNS
          + " FROM (SELECT * FROM pg_catalog.pg_locks l WHERE "
          + OURS
          + "$1 OFFSET 0) l"
          + RELATIONS
          + "; PREPARE look (int[]) AS"
          + " WITH l AS MATERIALIZED (SELECT * FROM pg_catalog.pg_locks l WHERE NOT l.granted OR ("
          + OURS
          + "ANY ($1))) "
          + COLUMNS
          + ", NULL FROM l"
          + RELATIONS
          + " UNION ALL SELECT pid, NULL, NULL, NULL, pg_catalog.max(COALESCE(1000 * EXTRACT(epoch"
          + " FROM pg_catalog.clock_timestamp() - waitstart), 0))::pg_catalog.int8::pg_catalog.text"
          + " FROM l WHERE NOT granted GROUP BY pid";

  private static final int MODE = 1;
  private static final int SCHEMA = 2;
  private static final int RELATION = 3;
  private static final int WAIT = 4;

  private LockQueries() {}

  /** The locks that a process has. */
  static String held(int pid) {
    return "EXECUTE held (" + pid + ")";
  }

  /** The locks that processes have, and all that wait: without a mode, and how long, in ms. */
  static String look(Collection<Integer> pids) {
    return "EXECUTE look (" + array(pids) + ")";
  }

  /** Pairs of one who waits and one who stands in the way. */
  static String blockers(Collection<Integer> waiting) {
    return "SELECT w.pid, b.pid FROM pg_catalog.unnest("
        + array(waiting)
        + ") w (pid),"
        + " pg_catalog.unnest(pg_catalog.pg_blocking_pids(w.pid)) b (pid)";
  }

  private static String array(Collection<Integer> pids) {
    return pids.stream()
        .map(String::valueOf)
        .collect(Collectors.joining(",", "'{", "}'::pg_catalog.int4[]"));
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
