package dev.lockkeeper.grants;

import dev.lockkeeper.database.Literal;
import java.util.List;
import java.util.stream.Collectors;

/**
 * SQL expressions that tell whether rights are given or taken. They look at the rights written down
 * for the role itself: what it has through PUBLIC or as a superuser may be gone tomorrow.
 */
final class Effect {
  static final String PUBLIC = "0";

  private static final String OF_EXTENSION =
      "EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid ="
          + " 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')";

  private Effect() {}

  /** The oid of a role. */
  static String oid(String role) {
    return "(SELECT oid FROM pg_catalog.pg_roles WHERE rolname = " + Literal.text(role) + ")";
  }

  /** The access lists of the current database. */
  static String database() {
    return "SELECT COALESCE(datacl, pg_catalog.acldefault('d', datdba)) AS acl FROM"
        + " pg_catalog.pg_database WHERE datname = pg_catalog.current_database()";
  }

  /** The access list of a schema. */
  static String schema(String name) {
    return "SELECT COALESCE(nspacl, pg_catalog.acldefault('n', nspowner)) AS acl FROM"
        + " pg_catalog.pg_namespace WHERE nspname = "
        + Literal.text(name);
  }

  /** The access lists of tables and views in a schema, without those of extensions. */
  static String tables(String schema, String condition) {
    return relations("'r'", "'r', 'p', 'v', 'm', 'f'", schema, condition);
  }

  /** The access lists of sequences in a schema, without those of extensions. */
  static String sequences(String schema, String condition) {
    return relations("'s'", "'S'", schema, condition);
  }

  private static String relations(String type, String kinds, String schema, String condition) {
    return "SELECT COALESCE(c.relacl, pg_catalog.acldefault("
        + type
        + ", c.relowner)) AS acl FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid"
        + " = c.relnamespace WHERE c.relkind IN ("
        + kinds
        + ") AND n.nspname = "
        + Literal.text(schema)
        + condition
        + " AND NOT "
        + OF_EXTENSION;
  }

  /** The default access lists of a role's future objects of a type in a schema. */
  static String defaults(String role, String schema, char type) {
    return "SELECT d.defaclacl AS acl FROM pg_catalog.pg_default_acl d JOIN"
        + " pg_catalog.pg_namespace n ON n.oid = d.defaclnamespace WHERE d.defaclrole = "
        + oid(role)
        + " AND n.nspname = "
        + Literal.text(schema)
        + " AND d.defaclobjtype = '"
        + type
        + "'";
  }

  /** True if all lists give all rights to the grantee, and there is a list. */
  static String given(String lists, List<String> rights, String grantee) {
    return given(lists, rights, grantee, "FALSE");
  }

  /** True if all lists give all rights to the grantee, or there is no list. */
  static String givenOnAny(String lists, List<String> rights, String grantee) {
    return given(lists, rights, grantee, "TRUE");
  }

  private static String given(String lists, List<String> rights, String grantee, String ifNone) {
    return "(SELECT COALESCE(pg_catalog.bool_and((SELECT count(DISTINCT a.privilege_type) FROM"
        + " pg_catalog.aclexplode(o.acl) a WHERE a.grantee = "
        + grantee
        + " AND a.privilege_type IN ("
        + rights.stream().map(right -> "'" + right + "'").collect(Collectors.joining(", "))
        + ")) = "
        + rights.size()
        + "), "
        + ifNone
        + ") FROM ("
        + lists
        + ") o)";
  }

  /** True if no list gives the grantees anything of the kind; an empty right means any. */
  static String taken(String lists, String right, List<String> grantees) {
    return "NOT EXISTS (SELECT FROM ("
        + lists
        + ") o, pg_catalog.aclexplode(o.acl) a WHERE a.grantee IN ("
        + String.join(", ", grantees)
        + ")"
        + (right.isEmpty() ? "" : " AND a.privilege_type = '" + right + "'")
        + ")";
  }

  /** True if the schema exists. */
  static String schemaExists(String name) {
    return "EXISTS (" + schema(name) + ")";
  }

  /** True if the connected role may act for another one. */
  static String actsFor(String role) {
    return "COALESCE((SELECT pg_catalog.pg_has_role(oid, 'USAGE') FROM pg_catalog.pg_roles WHERE"
        + " rolname = "
        + Literal.text(role)
        + "), FALSE)";
  }
}
