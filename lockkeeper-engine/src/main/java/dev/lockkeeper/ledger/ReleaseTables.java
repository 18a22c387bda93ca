package dev.lockkeeper.ledger;

import dev.lockkeeper.database.Literal;

/**
 * The tables of releases. They are not made with the ledger: a release begins before the first run,
 * and must not make a database look as if it had been migrated.
 */
final class ReleaseTables {
  /** The first half of the key of the lock of releases, the ASCII of {@code lkre}. */
  private static final int LOCK_CLASS = 0x6C6B7265;

  final String release;
  final String event;
  private final LedgerTables tables;
  private final String guard;
  private final int lock;

  /**
   * @param lock the second half of the key, for one service
   */
  ReleaseTables(LedgerTables tables, int lock) {
    this.tables = tables;
    this.release = tables.named("release");
    this.event = tables.named("release_event");
    this.guard = tables.schema + ".lockkeeper_append_only";
    this.lock = lock;
  }

  /** Takes the lock of a service's releases if it is free. */
  String tryLock() {
    return "SELECT pg_catalog.pg_try_advisory_lock(" + LOCK_CLASS + ", " + lock + ")";
  }

  /**
   * The process id of this backend if it holds the lock, else null. The two halves of a key show as
   * {@code classid} and {@code objid}, with {@code objsubid} 2 (PostgreSQL manual, "pg_locks").
   */
  String lockProof() {
    return "(SELECT l.pid FROM pg_catalog.pg_locks l WHERE "
        + ours()
        + " AND l.pid = pg_catalog.pg_backend_pid())";
  }

  /** Who holds the lock. */
  String lockHolder() {
    return "SELECT l.pid, a.application_name, a.usename, pg_catalog.host(a.client_addr), a.state,"
        + " pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() - a.backend_start)::bigint"
        + " FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a USING (pid) WHERE "
        + ours();
  }

  private String ours() {
    return "l.locktype = 'advisory' AND l.granted AND l.objsubid = 2 AND l.classid = "
        + LOCK_CLASS
        + "::oid AND l.objid = "
        + Integer.toUnsignedString(lock)
        + "::oid AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname ="
        + " pg_catalog.current_database())";
  }

  /** Everything that makes the tables, to be sent within one transaction. */
  String definition() {
    return tables.schemaDefinition()
        + DEFINITION
            .replace("{release}", release)
            .replace("{event}", event)
            .replace("{guard}", guard)
        + tables.privateTables(release, event);
  }

  /** Whether both tables are there. */
  String exist() {
    return "SELECT pg_catalog.to_regclass(" + Literal.text(event) + ") IS NOT NULL";
  }

  private static final String DEFINITION =
      """
      CREATE TABLE {release} (
        id text PRIMARY KEY,
        project text NOT NULL,
        environment text NOT NULL,
        action text NOT NULL,
        service text NOT NULL,
        platform text NOT NULL,
        key text NOT NULL,
        image text NOT NULL,
        source_commit text,
        actor text NOT NULL,
        host text NOT NULL,
        tool_version text NOT NULL,
        started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        finished_at timestamptz,
        outcome text,
        error_code text,
        error_message text,
        lock_holder integer NOT NULL
      );
      CREATE INDEX ON {release} (service, started_at);
      CREATE TABLE {event} (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        at timestamptz NOT NULL DEFAULT clock_timestamp(),
        release_id text NOT NULL REFERENCES {release},
        step text NOT NULL,
        kind text NOT NULL CHECK (kind IN ('started', 'done', 'failed', 'fact')),
        name text NOT NULL,
        value text NOT NULL,
        lock_holder integer NOT NULL
      );
      CREATE INDEX ON {event} (release_id);
      CREATE OR REPLACE FUNCTION {guard}() RETURNS trigger LANGUAGE plpgsql AS $lockkeeper$
      BEGIN
        RAISE EXCEPTION 'the ledger of Lockkeeper keeps its history: % on %.% is refused',
          TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
      END $lockkeeper$;
      CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {event}
        FOR EACH ROW EXECUTE FUNCTION {guard}();
      CREATE TRIGGER keep_all BEFORE TRUNCATE ON {event} EXECUTE FUNCTION {guard}();
      CREATE TRIGGER no_delete BEFORE DELETE ON {release}
        FOR EACH ROW EXECUTE FUNCTION {guard}();
      CREATE TRIGGER finished_stays BEFORE UPDATE ON {release}
        FOR EACH ROW WHEN (OLD.finished_at IS NOT NULL) EXECUTE FUNCTION {guard}();
      CREATE TRIGGER keep_all BEFORE TRUNCATE ON {release} EXECUTE FUNCTION {guard}();
      """;
}
