package dev.lockkeeper.ledger;

import dev.lockkeeper.database.Literal;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The names and the definition of the ledger's tables. */
final class LedgerTables {
  /** The layout that this version writes; a database with a higher one is refused. */
  static final int LAYOUT = 1;

  final String schema;
  final String ledger;
  final String run;
  final String migration;
  final String event;
  final String script;
  final String statement;
  final String backend;
  private final String guard;
  private final String prefix;

  LedgerTables(String schemaName) {
    this.schema = Literal.name(schemaName);
    this.prefix = schemaName.equals("public") ? "lockkeeper_" : "";
    this.ledger = named("ledger");
    this.run = named("run");
    this.migration = named("migration");
    this.event = named("event");
    this.script = named("script");
    this.statement = named("statement");
    this.backend = named("backend");
    this.guard = schema + ".lockkeeper_append_only";
  }

  /** Another table of the schema. */
  String named(String name) {
    return schema + "." + prefix + name;
  }

  /** Everything that makes a ledger, to be sent within one transaction. */
  String definition(String createdBy) {
    return schemaDefinition()
        + DEFINITION
            .replace("{ledger}", ledger)
            .replace("{run}", run)
            .replace("{migration}", migration)
            .replace("{event}", event)
            .replace("{script}", script)
            .replace("{statement}", statement)
            .replace("{backend}", backend)
            .replace("{guard}", guard)
            .replace("{layout}", Integer.toString(LAYOUT))
            .replace("{createdBy}", Literal.text(createdBy))
        + privateTables(ledger, run, migration, event, script, statement, backend);
  }

  /** Makes the schema, unless it is {@code public}. */
  String schemaDefinition() {
    return prefix.isEmpty() ? ownSchema() : "";
  }

  /**
   * {@code IF NOT EXISTS} would ask for CREATE on the database even where an owner of the database
   * has made the schema for this role.
   */
  private String ownSchema() {
    return """
        DO $lockkeeper$
        BEGIN
          IF pg_catalog.to_regnamespace({name}) IS NULL THEN
            EXECUTE 'CREATE SCHEMA ' || {name};
          END IF;
        END $lockkeeper$;
        """
        .replace("{name}", Literal.text(schema));
  }

  /** Takes back what default privileges may have given to others; also the sequence of a table. */
  String privateTables(String... owned) {
    return """
        DO $lockkeeper$
        DECLARE grantee text; owned regclass;
        BEGIN
          FOR owned, grantee IN
            SELECT c.oid::regclass, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END
            FROM pg_catalog.pg_class c, pg_catalog.aclexplode(c.relacl) a
            WHERE a.grantee <> c.relowner AND (c.oid IN ({tables}) OR c.relkind = 'S' AND EXISTS (
              SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::regclass
                AND d.objid = c.oid AND d.refobjid IN ({tables}) AND d.deptype IN ('a', 'i')))
            GROUP BY 1, 2
          LOOP
            EXECUTE 'REVOKE ALL ON ' || owned || ' FROM ' || grantee;
          END LOOP;
        END $lockkeeper$;
        """
        .replace(
            "{tables}",
            Stream.of(owned)
                .map(table -> Literal.text(table) + "::regclass")
                .collect(Collectors.joining(", ")));
  }

  private static final String DEFINITION =
      """
      CREATE TABLE {ledger} (
        layout integer NOT NULL,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        created_by text NOT NULL
      );
      INSERT INTO {ledger} (layout, created_by) VALUES ({layout}, {createdBy});
      CREATE TABLE {run} (
        id uuid PRIMARY KEY,
        release_id text,
        project text NOT NULL,
        environment text NOT NULL,
        action text NOT NULL,
        actor text NOT NULL,
        host text NOT NULL,
        tool_version text NOT NULL,
        image text,
        source_commit text,
        plan_hash text NOT NULL,
        locked boolean NOT NULL,
        backend_pid integer NOT NULL,
        started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        finished_at timestamptz,
        outcome text,
        error_code text,
        error_message text,
        schema_hash text,
        reason text,
        command text,
        secrets text[] NOT NULL DEFAULT '{}',
        facts jsonb
      );
      CREATE INDEX ON {run} (started_at);
      CREATE TABLE {migration} (
        project text NOT NULL,
        version text NOT NULL,
        name text NOT NULL,
        phase text NOT NULL,
        kind text NOT NULL CHECK (kind IN ('applied', 'marked', 'adopted', 'partial')),
        batch integer NOT NULL,
        sequence bigint NOT NULL,
        applied_at timestamptz,
        duration_ms bigint NOT NULL,
        checksum text NOT NULL,
        canonical_checksum text NOT NULL,
        run_id uuid NOT NULL,
        release_id text,
        direction text NOT NULL DEFAULT 'up',
        statements_done integer NOT NULL DEFAULT 0,
        statement_in_flight integer NOT NULL DEFAULT 0,
        prefix_checksum text NOT NULL DEFAULT '',
        detail text NOT NULL DEFAULT '',
        PRIMARY KEY (project, version)
      );
      CREATE TABLE {event} (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        at timestamptz NOT NULL DEFAULT clock_timestamp(),
        run_id uuid NOT NULL,
        project text NOT NULL,
        environment text NOT NULL,
        kind text NOT NULL,
        version text NOT NULL,
        name text NOT NULL,
        direction text NOT NULL,
        batch integer NOT NULL,
        duration_ms bigint NOT NULL,
        statements integer NOT NULL,
        statement_ms integer[],
        statement_rows bigint[],
        checksum text NOT NULL,
        sql_state text,
        message text,
        lock_holder integer NOT NULL
      );
      CREATE INDEX ON {event} (run_id);
      CREATE TABLE {script} (
        checksum text PRIMARY KEY,
        body text NOT NULL
      );
      CREATE TABLE {statement} (
        run_id uuid NOT NULL,
        number bigint NOT NULL,
        session integer NOT NULL,
        backend_pid integer NOT NULL,
        started_at timestamptz NOT NULL,
        command text NOT NULL,
        body text NOT NULL,
        duration_us bigint NOT NULL,
        row_count bigint,
        in_transaction boolean NOT NULL,
        sql_state text,
        message text,
        locks text[] NOT NULL,
        sampled boolean NOT NULL,
        waiters integer NOT NULL,
        longest_wait_us bigint NOT NULL,
        lock_holder integer NOT NULL,
        PRIMARY KEY (run_id, number)
      );
      CREATE TABLE {backend} (
        run_id uuid NOT NULL,
        pid integer NOT NULL,
        started_at timestamptz NOT NULL,
        lock_holder integer NOT NULL,
        PRIMARY KEY (pid, started_at)
      );
      CREATE OR REPLACE FUNCTION {guard}() RETURNS trigger LANGUAGE plpgsql AS $lockkeeper$
      BEGIN
        RAISE EXCEPTION 'the ledger of Lockkeeper keeps its history: % on %.% is refused',
          TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
      END $lockkeeper$;
      CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {event}
        FOR EACH ROW EXECUTE FUNCTION {guard}();
      CREATE TRIGGER keep_all BEFORE TRUNCATE ON {event} EXECUTE FUNCTION {guard}();
      CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {script}
        FOR EACH ROW EXECUTE FUNCTION {guard}();
      CREATE TRIGGER keep_all BEFORE TRUNCATE ON {script} EXECUTE FUNCTION {guard}();
      CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {statement}
        FOR EACH ROW EXECUTE FUNCTION {guard}();
      CREATE TRIGGER keep_all BEFORE TRUNCATE ON {statement} EXECUTE FUNCTION {guard}();
      CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {backend}
        FOR EACH ROW EXECUTE FUNCTION {guard}();
      CREATE TRIGGER keep_all BEFORE TRUNCATE ON {backend} EXECUTE FUNCTION {guard}();
      CREATE TRIGGER no_delete BEFORE DELETE ON {run}
        FOR EACH ROW EXECUTE FUNCTION {guard}();
      CREATE TRIGGER finished_stays BEFORE UPDATE ON {run}
        FOR EACH ROW WHEN (OLD.finished_at IS NOT NULL) EXECUTE FUNCTION {guard}();
      CREATE TRIGGER keep_all BEFORE TRUNCATE ON {run} EXECUTE FUNCTION {guard}();
      """;
}
