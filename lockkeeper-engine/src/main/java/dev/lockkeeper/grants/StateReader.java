package dev.lockkeeper.grants;

import dev.lockkeeper.database.Literal;
import dev.lockkeeper.database.Result;
import dev.lockkeeper.database.Session;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads what a plan is made from. One turn; writes nothing. */
final class StateReader {
  private static final int OLDEST = 140000;
  private static final List<String> ATTRIBUTES = List.of("SUPERUSER", "BYPASSRLS", "CREATEROLE");
  private static final String NOT_OF_EXTENSION =
      " AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid ="
          + " '%s'::regclass AND d.objid = %s AND d.deptype = 'e')";

  private final GrantsRequest request;

  private StateReader(GrantsRequest request) {
    this.request = request;
  }

  static ServerState read(Session session, GrantsRequest request) {
    StateReader reader = new StateReader(request);
    List<Result> results =
        session.send(
            String.join(
                "; ",
                reader.server(),
                reader.roles(),
                reader.schemas(),
                reader.besideExtensions(),
                reader.foreign()));
    return reader.state(results);
  }

  private ServerState state(List<Result> results) {
    Result.Row server = results.get(0).row();
    String database = server.text(2);
    request.database().filter(name -> !name.equals(database)).ifPresent(this::refuse);
    if (server.integer(0) < OLDEST) {
      throw LockkeeperException.because(
              ErrorCode.UNSUPPORTED_SERVER,
              "the server is PostgreSQL " + server.text(1) + "; 14 is the oldest that works")
          .databaseState("Nothing was changed.")
          .hint("Upgrade the server, or use the address of one that is newer.")
          .build();
    }
    Map<String, List<String>> relations = new LinkedHashMap<>();
    for (Result.Row row : results.get(3).rows()) {
      relations.computeIfAbsent(row.text(0), key -> new ArrayList<>()).add(row.text(1));
    }
    return new ServerState(
        true,
        server.integer(0),
        server.text(1),
        database,
        server.text(3),
        server.text(4),
        server.truth(5),
        results.get(1).rows().stream().map(StateReader::role).toList(),
        results.get(2).rows().stream()
            .map(
                row ->
                    new ServerState.Schema(
                        row.text(0), row.text(1), relations.getOrDefault(row.text(0), List.of())))
            .toList(),
        results.get(4).rows().stream()
            .map(row -> new ServerState.Foreign(row.text(0), row.text(1), row.text(2)))
            .toList());
  }

  private void refuse(String name) {
    throw LockkeeperException.because(
            ErrorCode.SETTINGS, "the session is not connected to the database " + name)
        .databaseState("Nothing was changed.")
        .hint("Rights inside a database are granted from inside it: use its address.")
        .build();
  }

  private String server() {
    return "SELECT pg_catalog.current_setting('server_version_num'),"
        + " pg_catalog.split_part(pg_catalog.current_setting('server_version'), ' ', 1),"
        + " pg_catalog.current_database(), (SELECT pg_catalog.pg_get_userbyid(datdba) FROM"
        + " pg_catalog.pg_database WHERE datname = pg_catalog.current_database()), current_user, "
        + Effect.actsFor(request.migrationRole())
        + " OR (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user)";
  }

  /** A superuser counts as a member of every role, so memberships are read without it. */
  private String roles() {
    return """
    SELECT r.rolname, r.rolsuper, r.rolbypassrls, r.rolcreaterole, r.rolcanlogin,
      pg_catalog.array_to_string(ARRAY(
        SELECT g.rolname FROM pg_catalog.pg_roles g
        WHERE g.rolname IN ('cloudsqlsuperuser', 'rds_superuser', 'azure_pg_admin', 'alloydbsuperuser')
          AND g.oid <> r.oid AND NOT r.rolsuper AND pg_catalog.pg_has_role(r.oid, g.oid, 'MEMBER')
        ORDER BY 1), ','),
      EXISTS (SELECT FROM pg_catalog.pg_roles m WHERE m.rolname = {migration}
        AND m.oid <> r.oid AND pg_catalog.pg_has_role(r.oid, m.oid, 'MEMBER'))
    FROM pg_catalog.pg_roles r WHERE r.rolname IN ({migration}, {application})
    """
        .replace("{migration}", Literal.text(request.migrationRole()))
        .replace("{application}", Literal.text(request.applicationRole()));
  }

  private static ServerState.Role role(Result.Row row) {
    List<String> attributes = new ArrayList<>();
    for (int i = 0; i < ATTRIBUTES.size(); i++) {
      if (row.truth(1 + i)) {
        attributes.add(ATTRIBUTES.get(i));
      }
    }
    return new ServerState.Role(
        row.text(0),
        attributes,
        row.truth(4),
        Stream.of(row.text(5).split(",", -1)).filter(group -> !group.isEmpty()).toList(),
        row.truth(6));
  }

  private String schemas() {
    return "SELECT nspname, pg_catalog.pg_get_userbyid(nspowner) FROM pg_catalog.pg_namespace WHERE"
        + " nspname IN ("
        + names(Stream.concat(request.schemas().stream(), Stream.of(request.ledgerSchema())))
        + ")";
  }

  /** Where an extension keeps views, "all tables" would be too many: only others are named. */
  private String besideExtensions() {
    return """
    SELECT n.nspname, pg_catalog.format('%I.%I', n.nspname, c.relname)
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname IN ({schemas}) AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend d
      WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
      AND EXISTS (
      SELECT FROM pg_catalog.pg_class x JOIN pg_catalog.pg_depend d
        ON d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = x.oid AND d.deptype = 'e'
      WHERE x.relnamespace = n.oid AND x.relkind IN ('r', 'p', 'v', 'm', 'f'))
    ORDER BY 1, 2
    """
        .replace("{schemas}", names(request.schemas().stream()));
  }

  /** Sequences of a column and array types go with their owner's. */
  private String foreign() {
    return """
    SELECT pg_catalog.format('%I.%I', o.space, o.name), pg_catalog.pg_get_userbyid(o.owner),
      pg_catalog.format('ALTER %s %I.%I%s OWNER TO %I', o.kind, o.space, o.name, o.arguments, {migration})
    FROM (
      SELECT n.nspname AS space, c.relname AS name, c.relowner AS owner, '' AS arguments,
        CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'
          WHEN 'f' THEN 'FOREIGN TABLE' WHEN 'S' THEN 'SEQUENCE' WHEN 'c' THEN 'TYPE' ELSE 'TABLE' END AS kind
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname IN ({schemas}) AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'c'){notOfClass}
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE c.relkind = 'S'
          AND d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i')
          AND d.refclassid = 'pg_catalog.pg_class'::regclass)
      UNION ALL
      SELECT n.nspname, t.typname, t.typowner, '', CASE t.typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END
      FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
      WHERE n.nspname IN ({schemas}) AND t.typtype IN ('d', 'e', 'r'){notOfType}
      UNION ALL
      SELECT n.nspname, p.proname, p.proowner, '(' || pg_catalog.pg_get_function_identity_arguments(p.oid) || ')', 'ROUTINE'
      FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
      WHERE n.nspname IN ({schemas}) AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
        WHERE d.objid = p.oid AND d.deptype IN ('i', 'a')){notOfRoutine}
    ) o
    WHERE NOT COALESCE((SELECT pg_catalog.pg_has_role(m.oid, o.owner, 'USAGE') FROM pg_catalog.pg_roles m
      WHERE m.rolname = {migration}), FALSE)
      AND NOT ({ledgerIsPublic} AND o.space = 'public' AND o.name ~ '^lockkeeper_')
    ORDER BY o.space, o.kind, o.name, o.arguments
    """
        .replace("{notOfClass}", NOT_OF_EXTENSION.formatted("pg_catalog.pg_class", "c.oid"))
        .replace("{notOfType}", NOT_OF_EXTENSION.formatted("pg_catalog.pg_type", "t.oid"))
        .replace("{notOfRoutine}", NOT_OF_EXTENSION.formatted("pg_catalog.pg_proc", "p.oid"))
        .replace("{ledgerIsPublic}", request.ledgerSchema().equals("public") ? "TRUE" : "FALSE")
        .replace("{schemas}", names(request.schemas().stream()))
        .replace("{migration}", Literal.text(request.migrationRole()));
  }

  private static String names(Stream<String> names) {
    return names.map(Literal::text).collect(Collectors.joining(", "));
  }
}
