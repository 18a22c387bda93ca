package dev.lockkeeper.grants;

import static dev.lockkeeper.database.Literal.name;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Makes the plan from the request and what the server is like. Reads and writes nothing. */
final class GrantsPlanner {
  private static final List<String> ROW_RIGHTS = List.of("SELECT", "INSERT", "UPDATE", "DELETE");
  private static final List<String> SEQUENCE_RIGHTS = List.of("SELECT", "USAGE");

  private final GrantsRequest request;
  private final ServerState state;
  private final String migration;
  private final String application;
  private final List<GrantStatement> statements = new ArrayList<>();

  GrantsPlanner(GrantsRequest request, ServerState state) {
    this.request = request;
    this.state = state;
    this.migration = request.migrationRole();
    this.application = request.applicationRole();
  }

  GrantsPlan plan() {
    database();
    actForMigrationRole();
    request.schemas().forEach(this::schema);
    if (!request.isOneRole()) {
      request.schemas().forEach(this::rowsAndSequences);
    }
    statements.addAll(new LedgerGrants(request).statements());
    return new GrantsPlan(
        request,
        state.database(),
        !state.isRead(),
        basis(),
        missingRoles(),
        statements,
        state.foreign().stream().map(ServerState.Foreign::statement).toList(),
        new GrantsWarnings(request, state).list());
  }

  private void database() {
    String needs = "ownership of the database " + state.database();
    add(
        "The migration role connects, and may make temporary tables.",
        "GRANT CONNECT, TEMPORARY ON DATABASE " + name(state.database()) + " TO " + name(migration),
        needs,
        Effect.given(Effect.database(), List.of("CONNECT", "TEMPORARY"), Effect.oid(migration)));
    if (!request.isOneRole()) {
      add(
          "The application role connects.",
          "GRANT CONNECT ON DATABASE " + name(state.database()) + " TO " + name(application),
          needs,
          Effect.given(Effect.database(), List.of("CONNECT"), Effect.oid(application)));
    }
  }

  /**
   * Default privileges of a role are set by the role itself or by who may act for it. A superuser
   * may; the administrator of a managed server is none.
   */
  private void actForMigrationRole() {
    if (!state.actsForMigrationRole()) {
      add(
          "Whoever runs this acts for the migration role further down; the server's administrator"
              + " could grant itself this at any time.",
          "GRANT "
              + name(migration)
              + " TO CURRENT_USER"
              + (state.version() >= 160000 ? " WITH INHERIT TRUE, SET TRUE" : ""),
          "CREATEROLE, and from PostgreSQL 16 on ADMIN OPTION on " + migration,
          Effect.actsFor(migration));
    }
  }

  private void schema(String schema) {
    if (state.schema(schema).isEmpty()) {
      add(
          "The schema " + schema + " belongs to the migration role.",
          "CREATE SCHEMA IF NOT EXISTS " + name(schema) + " AUTHORIZATION " + name(migration),
          "CREATE on the database, and the right to act for " + migration,
          Effect.schemaExists(schema));
    }
    String needs = owner(schema);
    add(
        publicComment(schema),
        "REVOKE CREATE ON SCHEMA " + name(schema) + " FROM PUBLIC",
        needs,
        Effect.taken(Effect.schema(schema), "CREATE", List.of(Effect.PUBLIC)));
    add(
        "The migration role makes objects in " + schema + ".",
        "GRANT USAGE, CREATE ON SCHEMA " + name(schema) + " TO " + name(migration),
        needs,
        Effect.given(Effect.schema(schema), List.of("USAGE", "CREATE"), Effect.oid(migration)));
    if (!request.isOneRole()) {
      applicationInSchema(schema, needs);
    }
  }

  private void applicationInSchema(String schema, String needs) {
    add(
        "The application role uses what is in " + schema + ".",
        "GRANT USAGE ON SCHEMA " + name(schema) + " TO " + name(application),
        needs,
        Effect.given(Effect.schema(schema), List.of("USAGE"), Effect.oid(application)));
    boolean owns =
        state.schema(schema).filter(found -> found.owner().equals(application)).isPresent();
    if (!owns) {
      add(
          "The application role makes nothing there.",
          "REVOKE CREATE ON SCHEMA " + name(schema) + " FROM " + name(application),
          needs,
          Effect.taken(Effect.schema(schema), "CREATE", List.of(Effect.oid(application))));
    }
  }

  private String publicComment(String schema) {
    if (!schema.equals("public")) {
      return "Nobody else makes objects in " + schema + ".";
    }
    return state.version() < 150000
        ? "Before PostgreSQL 15 every role may make objects in public; this takes it back."
        : "From PostgreSQL 15 on a new database gives PUBLIC no CREATE on public; one that came"
            + " from an older version still does.";
  }

  private String owner(String schema) {
    String owner = state.schema(schema).map(ServerState.Schema::owner).orElse(migration);
    if (!owner.equals("pg_database_owner")) {
      return "ownership of the schema " + schema + ", which belongs to " + owner;
    }
    return "ownership of the database, since "
        + schema
        + " belongs to pg_database_owner"
        + (state.databaseOwner().isEmpty() ? "" : ", which is " + state.databaseOwner() + " here");
  }

  private void rowsAndSequences(String schema) {
    String needs = "ownership of every table and sequence in " + schema;
    String others = request.sharesLedgerSchema(schema) ? " AND c.relname !~ '^lockkeeper_'" : "";
    add(
        "The application role reads and writes rows of the tables that exist.",
        "GRANT " + list(ROW_RIGHTS) + " ON " + tables(schema) + " TO " + name(application),
        needs,
        Effect.givenOnAny(Effect.tables(schema, others), ROW_RIGHTS, Effect.oid(application)));
    add(
        "It takes numbers from the sequences that exist.",
        "GRANT "
            + list(SEQUENCE_RIGHTS)
            + " ON ALL SEQUENCES IN SCHEMA "
            + name(schema)
            + " TO "
            + name(application),
        needs,
        Effect.givenOnAny(
            Effect.sequences(schema, others), SEQUENCE_RIGHTS, Effect.oid(application)));
    defaults(schema, "TABLES", 'r', ROW_RIGHTS);
    defaults(schema, "SEQUENCES", 'S', SEQUENCE_RIGHTS);
  }

  private String tables(String schema) {
    List<String> relations =
        state.schema(schema).map(ServerState.Schema::relations).orElse(List.of());
    return relations.isEmpty()
        ? "ALL TABLES IN SCHEMA " + name(schema)
        : "TABLE " + String.join(", ", relations);
  }

  private void defaults(String schema, String objects, char type, List<String> rights) {
    add(
        "The same for "
            + objects.toLowerCase(Locale.ROOT)
            + " that the migration role makes from now on.",
        "ALTER DEFAULT PRIVILEGES FOR ROLE "
            + name(migration)
            + " IN SCHEMA "
            + name(schema)
            + " GRANT "
            + list(rights)
            + " ON "
            + objects
            + " TO "
            + name(application),
        "the right to act for " + migration,
        Effect.given(Effect.defaults(migration, schema, type), rights, Effect.oid(application)));
  }

  private String basis() {
    return state.isRead()
        ? "Read from PostgreSQL " + state.versionName() + " as " + state.user() + "."
        : "No server was read: this assumes PostgreSQL 15 or newer (14 works, too), that the schema"
            + " public exists, and that whoever runs it is a superuser, or owns the database and"
            + " its schemas and may act for the migration role.";
  }

  private List<String> missingRoles() {
    List<String> missing = new ArrayList<>();
    for (String role : request.isOneRole() ? List.of(migration) : List.of(migration, application)) {
      if (state.role(role).isEmpty()) {
        missing.add(role);
      }
    }
    return missing;
  }

  private static String list(List<String> rights) {
    return String.join(", ", rights);
  }

  private void add(String comment, String sql, String needs, String inPlace) {
    statements.add(new GrantStatement(comment, sql, needs, inPlace));
  }
}
