package dev.lockkeeper.cli.doctor;

import dev.lockkeeper.database.Database;
import dev.lockkeeper.database.Literal;
import dev.lockkeeper.database.Result;
import dev.lockkeeper.database.Session;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Asks a live database what the checks need to know. Writes nothing and takes no lock. */
final class LiveQueries {
  private static final int ROUNDS = 3;

  private final Database database;
  private final Session session;
  private final String ledgerSchema;
  private final Duration longTransaction;

  LiveQueries(Database database, Session session, String ledgerSchema, Duration longTransaction) {
    this.database = database;
    this.session = session;
    this.ledgerSchema = ledgerSchema;
    this.longTransaction = longTransaction;
  }

  LiveFacts ask() {
    long before = System.currentTimeMillis();
    Result.Row clock =
        session
            .last("SELECT (extract(epoch FROM pg_catalog.clock_timestamp()) * 1000)::bigint")
            .row();
    long after = System.currentTimeMillis();
    List<Result> results =
        session.send(
            String.join("; ", SERVER, INVALID_INDEXES, transactions(), FREEZING, foreignTables()));
    Result.Row server = results.get(0).row();
    Result.Row freezing = results.get(3).row();
    return new LiveFacts(
        server(server),
        new LiveFacts.Connections(
            server.integer(7), server.integer(8), server.integer(9), server.integer(10)),
        server.truth(11),
        Duration.ofMillis(clock.number(0) - (before + after) / 2),
        Duration.ofMillis((after - before) / 2 + 1),
        pooler(),
        Optional.of(server.text(13)).filter(name -> !name.isEmpty()),
        server.truth(14),
        results.get(4).row().integer(0),
        results.get(1).rows().stream().map(row -> row.text(0)).toList(),
        results.get(2).rows().stream().map(LiveQueries::transaction).toList(),
        server.truth(12),
        new LiveFacts.Freezing(
            split(freezing.text(0)).map(Integer::valueOf).toList(),
            freezing.number(1),
            freezing.number(2)));
  }

  private static LiveFacts.Server server(Result.Row row) {
    return new LiveFacts.Server(
        row.integer(0),
        row.text(1),
        row.truth(2),
        row.truth(3),
        row.text(4),
        row.truth(5),
        split(row.text(6)).toList());
  }

  /**
   * A backend that two open connections share, or that changes under one of them, is a pooler's.
   * The run's lock would show it as well, but then a run that starts meanwhile would have to wait.
   */
  private LiveFacts.Pooler pooler() {
    int announced = session.backend().pid();
    int ours = backend(session);
    try (Session other = database.open()) {
      for (int i = 0; i < ROUNDS; i++) {
        if (backend(other) == ours || backend(session) != ours) {
          return LiveFacts.Pooler.SHARED;
        }
      }
    }
    return announced == ours ? LiveFacts.Pooler.NONE : LiveFacts.Pooler.SESSION;
  }

  private static int backend(Session session) {
    return session.last("SELECT pg_catalog.pg_backend_pid()").row().integer(0);
  }

  private static LiveFacts.Transaction transaction(Result.Row row) {
    return new LiveFacts.Transaction(
        row.integer(0), row.text(1), row.text(2), Duration.ofSeconds(row.number(3)));
  }

  private static Stream<String> split(String list) {
    return Stream.of(list.split(",", -1)).filter(part -> !part.isEmpty());
  }

  private static final String SERVER =
      """
      SELECT pg_catalog.current_setting('server_version_num'),
        pg_catalog.split_part(pg_catalog.current_setting('server_version'), ' ', 1),
        pg_catalog.pg_is_in_recovery(), pg_catalog.current_setting('transaction_read_only') = 'on',
        r.rolname, r.rolsuper,
        pg_catalog.array_to_string(ARRAY(SELECT g.rolname FROM pg_catalog.pg_roles g
          WHERE g.rolname IN ('cloudsqlsuperuser', 'rds_superuser', 'azure_pg_admin', 'alloydbsuperuser')
            AND NOT r.rolsuper AND pg_catalog.pg_has_role(g.oid, 'MEMBER') ORDER BY 1), ','),
        pg_catalog.current_setting('max_connections'),
        pg_catalog.current_setting('superuser_reserved_connections')::integer
          + COALESCE(pg_catalog.current_setting('reserved_connections', true), '0')::integer,
        (SELECT pg_catalog.sum(numbackends) FROM pg_catalog.pg_stat_database), r.rolconnlimit,
        COALESCE((SELECT ssl FROM pg_catalog.pg_stat_ssl WHERE pid = pg_catalog.pg_backend_pid()), false),
        pg_catalog.pg_has_role('pg_read_all_stats', 'USAGE'),
        pg_catalog.current_schema(),
        COALESCE(pg_catalog.has_schema_privilege(pg_catalog.current_schema(), 'CREATE'), false)
      FROM pg_catalog.pg_roles r WHERE r.rolname = current_user
      """;

  private static final String INVALID_INDEXES =
      """
      SELECT pg_catalog.format('%I.%I', n.nspname, c.relname)
      FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE NOT i.indisvalid AND c.relkind = 'i' AND n.nspname !~ '^pg_' AND NOT EXISTS (
        SELECT FROM pg_catalog.pg_stat_progress_create_index p
        WHERE p.index_relid = i.indexrelid AND p.datname = pg_catalog.current_database())
      ORDER BY 1
      """;

  private static final String FREEZING =
      """
      SELECT pg_catalog.array_to_string(ARRAY(SELECT a.pid FROM pg_catalog.pg_stat_activity a
          WHERE a.backend_type = 'autovacuum worker' AND a.datname = d.datname
            AND a.query LIKE '%to prevent wraparound%' ORDER BY 1), ','),
        pg_catalog.age(d.datfrozenxid), pg_catalog.current_setting('autovacuum_freeze_max_age')
      FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()
      """;

  private String transactions() {
    return """
    SELECT pid, usename, state, extract(epoch FROM pg_catalog.clock_timestamp() - xact_start)::bigint
    FROM pg_catalog.pg_stat_activity
    WHERE datname = pg_catalog.current_database() AND backend_type = 'client backend'
      AND pid <> pg_catalog.pg_backend_pid()
      AND xact_start <= pg_catalog.clock_timestamp() - interval '{seconds} seconds'
    UNION ALL
    SELECT 0, owner, 'prepared', extract(epoch FROM pg_catalog.clock_timestamp() - prepared)::bigint
    FROM pg_catalog.pg_prepared_xacts
    WHERE database = pg_catalog.current_database()
      AND prepared <= pg_catalog.clock_timestamp() - interval '{seconds} seconds'
    ORDER BY 4 DESC LIMIT 10
    """
        .replace("{seconds}", Long.toString(longTransaction.toSeconds()));
  }

  private String foreignTables() {
    return """
    SELECT pg_catalog.count(*) FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_'
      AND n.nspname NOT IN ('information_schema', {ledger})
      AND NOT pg_catalog.pg_has_role(c.relowner, 'USAGE') AND NOT EXISTS (
        SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::regclass
          AND d.objid = c.oid AND d.deptype = 'e')
    """
        .replace("{ledger}", Literal.text(ledgerSchema.equals("public") ? "" : ledgerSchema));
  }
}
