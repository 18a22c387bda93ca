package dev.lockkeeper.ledger;

import dev.lockkeeper.database.Literal;

/**
 * A query for one hash over what the users' schemas hold: relations, columns, constraints, indexes,
 * types and functions. Two databases with the same schema give the same hash; object ids and the
 * order of creation do not count.
 */
final class SchemaFingerprint {
  private SchemaFingerprint() {}

  static String query(LedgerTables tables) {
    return QUERY.replace("{ours}", Literal.text(tables.migration));
  }

  private static final String QUERY =
      """
      WITH space AS (
        SELECT oid, nspname FROM pg_catalog.pg_namespace
        WHERE nspname <> 'information_schema' AND nspname !~ '^pg_'
          AND ({ours} LIKE '"public".%' OR oid <> (SELECT relnamespace FROM pg_catalog.pg_class WHERE oid = {ours}::regclass))),
      relation AS (
        SELECT c.oid, s.nspname, c.relname, c.relkind FROM pg_catalog.pg_class c
        JOIN space s ON s.oid = c.relnamespace
        WHERE c.relkind NOT IN ('t', 'c') AND c.relname !~ '^lockkeeper_'),
      fact AS (
        SELECT 'r', nspname || '.' || relname, relkind::text FROM relation
        UNION ALL
        SELECT 'a', r.nspname || '.' || r.relname || '.' || a.attname,
          pg_catalog.format_type(a.atttypid, a.atttypmod) || a.attnotnull::text || a.atthasdef::text || a.attidentity::text || a.attgenerated::text
        FROM relation r JOIN pg_catalog.pg_attribute a ON a.attrelid = r.oid
        WHERE a.attnum > 0 AND NOT a.attisdropped
        UNION ALL
        SELECT 'c', r.nspname || '.' || r.relname || '.' || c.conname, c.contype::text || c.convalidated::text || c.condeferrable::text
        FROM relation r JOIN pg_catalog.pg_constraint c ON c.conrelid = r.oid
        UNION ALL
        SELECT 'i', r.nspname || '.' || r.relname, i.indisvalid::text || i.indisunique::text || i.indkey::text
        FROM relation r JOIN pg_catalog.pg_index i ON i.indexrelid = r.oid
        UNION ALL
        SELECT 't', s.nspname || '.' || t.typname, COALESCE(e.enumlabel, t.typtype::text)
        FROM space s JOIN pg_catalog.pg_type t ON t.typnamespace = s.oid
        LEFT JOIN pg_catalog.pg_enum e ON e.enumtypid = t.oid
        WHERE t.typtype IN ('e', 'd')
        UNION ALL
        SELECT 'f', s.nspname || '.' || p.proname, pg_catalog.md5(p.prosrc) || pg_catalog.oidvectortypes(p.proargtypes)
        FROM space s JOIN pg_catalog.pg_proc p ON p.pronamespace = s.oid
        WHERE p.proname <> 'lockkeeper_append_only')
      SELECT pg_catalog.md5(COALESCE(pg_catalog.string_agg(f::text, E'\\n' ORDER BY f::text COLLATE "C"), '')) FROM fact f
      """;
}
