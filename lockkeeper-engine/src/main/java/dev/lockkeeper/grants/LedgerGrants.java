package dev.lockkeeper.grants;

import static dev.lockkeeper.database.Literal.name;

import dev.lockkeeper.database.Literal;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The statements that give the ledger to the migration role and keep it from everybody else. */
final class LedgerGrants {
  private static final List<String> RIGHTS = List.of("SELECT", "INSERT", "UPDATE", "DELETE");

  private final String schema;
  private final String migration;
  private final List<String> others;

  LedgerGrants(GrantsRequest request) {
    this.schema = request.ledgerSchema();
    this.migration = request.migrationRole();
    this.others = request.isOneRole() ? List.of() : List.of(request.applicationRole());
  }

  List<GrantStatement> statements() {
    return schema.equals("public") ? List.of(privateAmongOthers()) : ofOwnSchema();
  }

  private List<GrantStatement> ofOwnSchema() {
    String needs = "ownership of the schema " + schema;
    return List.of(
        new GrantStatement(
            "The ledger's schema belongs to the migration role, which then needs no CREATE on the"
                + " database.",
            "CREATE SCHEMA IF NOT EXISTS " + name(schema) + " AUTHORIZATION " + name(migration),
            "CREATE on the database, and the right to act for " + migration,
            Effect.schemaExists(schema)),
        new GrantStatement(
            "It keeps the ledger, also where somebody else made the schema.",
            "GRANT USAGE, CREATE ON SCHEMA " + name(schema) + " TO " + name(migration),
            needs,
            Effect.given(Effect.schema(schema), List.of("USAGE", "CREATE"), role())),
        new GrantStatement(
            "It reads and writes a ledger that exists.",
            "GRANT "
                + String.join(", ", RIGHTS)
                + " ON ALL TABLES IN SCHEMA "
                + name(schema)
                + " TO "
                + name(migration),
            "ownership of every table in " + schema,
            Effect.givenOnAny(Effect.tables(schema, ""), RIGHTS, role())),
        new GrantStatement(
            "The ledger is nobody else's business.",
            "REVOKE ALL ON SCHEMA " + name(schema) + " FROM " + grantees(),
            needs,
            Effect.taken(Effect.schema(schema), "", oids())),
        new GrantStatement(
            "Nor are its tables.",
            "REVOKE ALL ON ALL TABLES IN SCHEMA " + name(schema) + " FROM " + grantees(),
            "ownership of every table in " + schema,
            Effect.taken(Effect.tables(schema, ""), "", oids())),
        new GrantStatement(
            "Nor are its sequences.",
            "REVOKE ALL ON ALL SEQUENCES IN SCHEMA " + name(schema) + " FROM " + grantees(),
            "ownership of every sequence in " + schema,
            Effect.taken(Effect.sequences(schema, ""), "", oids())));
  }

  /** In public the ledger's tables may exist or not, and only they are meant: hence the loop. */
  private GrantStatement privateAmongOthers() {
    String ours = " AND c.relname ~ '^lockkeeper_'";
    String body =
        """
        DECLARE owned regclass;
        BEGIN
          FOR owned IN SELECT c.oid FROM pg_catalog.pg_class c
            WHERE c.relnamespace = 'public'::regnamespace AND c.relname ~ '^lockkeeper_' AND c.relkind IN ('r', 'p', 'S')
          LOOP
            EXECUTE 'REVOKE ALL ON ' || owned || ' FROM ' || {grantees};
          END LOOP;
        END"""
            .replace("{grantees}", Literal.text(grantees()));
    return new GrantStatement(
        "The ledger's own tables, which lie in public here, are nobody else's business.",
        DollarQuoted.statement("DO", body),
        "ownership of the ledger's tables",
        "("
            + Effect.taken(Effect.tables(schema, ours), "", oids())
            + " AND "
            + Effect.taken(Effect.sequences(schema, ours), "", oids())
            + ")");
  }

  private String role() {
    return Effect.oid(migration);
  }

  private String grantees() {
    return Stream.concat(Stream.of("PUBLIC"), others.stream().map(Literal::name))
        .collect(Collectors.joining(", "));
  }

  private List<String> oids() {
    return Stream.concat(Stream.of(Effect.PUBLIC), others.stream().map(Effect::oid)).toList();
  }
}
