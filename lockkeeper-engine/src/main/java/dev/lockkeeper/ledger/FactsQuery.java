package dev.lockkeeper.ledger;

/**
 * The query for what a database is like at a moment. It takes no lock on any table: so sizes of
 * tables are those of the catalog, which were true at their last VACUUM or ANALYZE, and numbers of
 * rows those of the server's statistics. Texts of statements are left out, since they hold values.
 */
final class FactsQuery {
  private FactsQuery() {}

  /** An expression that gives one value of the type jsonb. */
  static final String EXPRESSION =
      """
      pg_catalog.jsonb_build_object(
        'at', pg_catalog.to_char(pg_catalog.clock_timestamp() AT TIME ZONE 'UTC',
          'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'databaseBytes', CASE
          WHEN pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CONNECT')
          THEN pg_catalog.pg_database_size(pg_catalog.current_database()) END,
        'lockWaiters', (SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_activity
          WHERE datname = pg_catalog.current_database() AND wait_event_type = 'Lock'),
        'longStatements', (SELECT coalesce(pg_catalog.jsonb_agg(s), '[]') FROM (
          SELECT pid, application_name AS application, usename AS role,
            pg_catalog.floor(extract(epoch FROM pg_catalog.clock_timestamp() - query_start) * 1000)
              AS ms,
            wait_event_type AS "waitsFor"
          FROM pg_catalog.pg_stat_activity
          WHERE datname = pg_catalog.current_database() AND state = 'active'
            AND pid <> pg_catalog.pg_backend_pid() AND backend_type = 'client backend'
          ORDER BY query_start LIMIT 5) s),
        'invalidIndexes', (SELECT coalesce(pg_catalog.jsonb_agg(i.name), '[]') FROM (
          SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) AS name
          FROM pg_catalog.pg_index x
          JOIN pg_catalog.pg_class c ON c.oid = x.indexrelid
          JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
          WHERE NOT x.indisvalid ORDER BY 1 LIMIT 20) i),
        'sequentialScans', (SELECT coalesce(pg_catalog.sum(seq_scan), 0)
          FROM pg_catalog.pg_stat_user_tables),
        'deadRows', (SELECT coalesce(pg_catalog.sum(n_dead_tup), 0)
          FROM pg_catalog.pg_stat_user_tables),
        'tables', (SELECT coalesce(pg_catalog.jsonb_agg(t), '[]') FROM (
          SELECT pg_catalog.format('%I.%I', u.schemaname, u.relname) AS name,
            c.relpages::bigint * pg_catalog.current_setting('block_size')::bigint AS bytes,
            u.n_live_tup AS rows, u.n_dead_tup AS "deadRows", u.seq_scan AS "sequentialScans"
          FROM pg_catalog.pg_stat_user_tables u JOIN pg_catalog.pg_class c ON c.oid = u.relid
          ORDER BY c.relpages DESC, 1 LIMIT 10) t))
      """;
}
