package dev.lockkeeper.ledger;

import dev.lockkeeper.database.Encoding;
import dev.lockkeeper.database.Literal;
import dev.lockkeeper.database.Result;
import dev.lockkeeper.database.ServerException;
import dev.lockkeeper.database.Session;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.migration.Applied;
import dev.lockkeeper.migration.History;
import dev.lockkeeper.migration.Version;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads and creates the ledger of one project. Immutable, thread-safe. */
public final class Ledger {
  private static final String FACTS =
      "SELECT pg_catalog.current_setting('server_version_num'), pg_catalog.pg_is_in_recovery(),"
          + " pg_catalog.current_setting('transaction_read_only') = 'on', current_user, (SELECT"
          + " rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user),"
          + " pg_catalog.current_database()";

  private final LedgerTables tables;
  private final String schemaName;
  private final String project;

  /**
   * @param schemaName the schema of the tables
   * @param project whose rows count as ours
   */
  public Ledger(String schemaName, String project) {
    this.tables = new LedgerTables(schemaName);
    this.schemaName = schemaName;
    this.project = project;
  }

  /**
   * Reads what is applied. Writes nothing, needs SELECT only. One turn; two if there is no ledger.
   *
   * @throws LockkeeperException with {@code LEDGER_NEWER}, or {@code PERMISSION} if the role may
   *     not read the ledger
   */
  public Reading read(Session session) {
    try {
      List<Result> results =
          session.send(
              FACTS
                  + "; SELECT layout FROM "
                  + tables.ledger
                  + "; "
                  + AppliedRows.select(tables, project)
                  + "; SELECT project, count(*) FROM "
                  + tables.migration
                  + " WHERE project <> "
                  + Literal.text(project)
                  + " GROUP BY project");
      refuseNewer(results.get(1).row().integer(0));
      List<Applied> applied = results.get(2).rows().stream().map(AppliedRows::read).toList();
      Map<String, Integer> others = new HashMap<>();
      results.get(3).rows().forEach(row -> others.put(row.text(0), row.integer(1)));
      return new Reading(new History(applied, true, others), facts(results.get(0)), 0, true);
    } catch (ServerException e) {
      if (e.sqlState().equals("42P01") || e.sqlState().equals("3F000")) {
        return readWithoutLedger(session);
      }
      if (e.sqlState().equals("42501")) {
        throw noRight(session, e);
      }
      throw e;
    }
  }

  /** Another run may make the ledger meanwhile; the tables seen are then no proof of anything. */
  private Reading readWithoutLedger(Session session) {
    List<Result> results =
        session.send(
            FACTS
                + "; "
                + USER_TABLES.formatted(Literal.text(schemaName.equals("public") ? "" : schemaName))
                + "; "
                + mayCreate()
                + "; SELECT pg_catalog.to_regclass("
                + Literal.text(tables.ledger)
                + ") IS NOT NULL");
    if (results.get(3).row().truth(0)) {
      return read(session);
    }
    return new Reading(
        History.none(),
        facts(results.get(0)),
        results.get(1).row().integer(0),
        results.get(2).row().truth(0));
  }

  /**
   * Another project that has applied one of these texts under the same version, if there is one.
   *
   * @param texts versions and checksums
   */
  public Optional<String> twin(Session session, Map<Version, String> texts) {
    if (texts.isEmpty()) {
      return Optional.empty();
    }
    String wanted =
        texts.entrySet().stream()
            .map(
                text ->
                    "("
                        + Literal.text(text.getKey().toString())
                        + ", "
                        + Literal.text(text.getValue())
                        + ")")
            .collect(Collectors.joining(", "));
    return session
        .last(
            "SELECT project FROM "
                + tables.migration
                + " WHERE project <> "
                + Literal.text(project)
                + " AND checksum <> '' AND (version, checksum) IN ("
                + wanted
                + ") LIMIT 1")
        .rows()
        .stream()
        .findFirst()
        .map(row -> row.text(0));
  }

  /** Creates the ledger. The caller holds the lock and has seen that there is none. */
  public void create(Session session, String createdBy, ServerFacts server) {
    try {
      session.send("BEGIN; " + tables.definition(createdBy) + " COMMIT");
    } catch (ServerException e) {
      if (e.isConnectionLost()) {
        throw e;
      }
      session.send("ROLLBACK");
      if (e.sqlState().equals("42501")) {
        throw mayNotCreate(e.facts().message(), server);
      }
      throw e;
    }
  }

  /**
   * The refusal for a role that may not create the ledger, with the lines that an owner must run.
   */
  public LockkeeperException mayNotCreate(String complaint, ServerFacts server) {
    String role = Literal.name(server.user());
    return LockkeeperException.because(
            ErrorCode.PERMISSION, "the ledger cannot be created: " + complaint)
        .databaseState("Nothing was changed.")
        .hint(
            "Let an owner of the database run:\n"
                + "  CREATE SCHEMA "
                + tables.schema
                + " AUTHORIZATION "
                + role
                + ";\n"
                + "  GRANT CREATE ON DATABASE "
                + Literal.name(server.database())
                + " TO "
                + role
                + ";\n"
                + "or keep the ledger in an existing schema with `ledger-schema: public`;"
                + " `lockkeeper grants` prints the whole set-up.")
        .build();
  }

  private static LockkeeperException noRight(Session session, ServerException e) {
    String user = session.last("SELECT current_user").row().text(0);
    return LockkeeperException.because(
            ErrorCode.PERMISSION, "the ledger cannot be read by " + user + ": " + e.getMessage())
        .sqlState(e.sqlState())
        .hint(
            "Connect as the migration role, or let its owner grant USAGE on the ledger's schema and"
                + " SELECT on its tables.")
        .cause(e)
        .build();
  }

  private static void refuseNewer(int layout) {
    if (layout > LedgerTables.LAYOUT) {
      throw LockkeeperException.because(
              ErrorCode.LEDGER_NEWER,
              "the ledger has layout "
                  + layout
                  + "; this version of Lockkeeper knows layouts up to "
                  + LedgerTables.LAYOUT)
          .databaseState("Nothing was changed.")
          .hint("Use the version of Lockkeeper that wrote it, or a newer one.")
          .build();
    }
  }

  /**
   * Statements that write rows of this ledger for one run.
   *
   * @param encoding the database's: what tells of the run is kept as far as it goes
   */
  public LedgerRows rows(RunIdentity run, Encoding encoding) {
    return new LedgerRows(tables, run, encoding);
  }

  /** The releases of a service. */
  public ReleaseRows releases(String environment, String service) {
    return new ReleaseRows(tables, project, environment, service);
  }

  /** What the runs of this database prove, whatever their project. */
  public RunProofs proofs() {
    return new RunProofs(tables);
  }

  /** The read side for reports: runs and their events. */
  public LedgerReports reports() {
    return new LedgerReports(tables, project);
  }

  private static ServerFacts facts(Result result) {
    Result.Row row = result.row();
    return new ServerFacts(
        row.integer(0), row.truth(1), row.truth(2), row.text(3), row.truth(4), row.text(5));
  }

  private String mayCreate() {
    String name = Literal.text(schemaName);
    return "SELECT CASE WHEN EXISTS (SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = "
        + name
        + ") THEN pg_catalog.has_schema_privilege((SELECT oid FROM pg_catalog.pg_namespace WHERE"
        + " nspname = "
        + name
        + "), 'CREATE') ELSE pg_catalog.has_database_privilege(pg_catalog.current_database(),"
        + " 'CREATE') END";
  }

  private static final String USER_TABLES =
      "SELECT count(*) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid ="
          + " c.relnamespace WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog',"
          + " 'information_schema', %s) AND c.relname NOT IN ('lockkeeper_release',"
          + " 'lockkeeper_release_event') AND n.nspname !~ '^pg_(toast|temp)' AND NOT EXISTS (SELECT"
          + " 1 FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::regclass AND"
          + " d.objid = c.oid AND d.deptype = 'e')";
}
