package dev.lockkeeper.grants;

import static dev.lockkeeper.database.Literal.name;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What stands against least rights and no GRANT can mend. */
final class GrantsWarnings {
  private static final int MOST_NAMES = 5;

  private final GrantsRequest request;
  private final ServerState state;
  private final List<GrantsWarning> warnings = new ArrayList<>();

  GrantsWarnings(GrantsRequest request, ServerState state) {
    this.request = request;
    this.state = state;
  }

  List<GrantsWarning> list() {
    state.role(request.migrationRole()).ifPresent(role -> role(role, "migration"));
    if (request.isOneRole()) {
      warn(
          "one-role",
          "the migration role and the application role are both " + request.migrationRole(),
          "Use two roles: the application could otherwise change tables and rewrite the ledger.");
    } else {
      state.role(request.applicationRole()).ifPresent(this::application);
    }
    foreignOwners();
    return warnings;
  }

  private void role(ServerState.Role role, String part) {
    if (role.attributes().contains("SUPERUSER")) {
      warn(
          "superuser",
          "the " + part + " role " + role.name() + " is a superuser: no right is kept from it",
          "Use a role of its own, or run ALTER ROLE " + name(role.name()) + " NOSUPERUSER.");
    }
    for (String attribute : role.attributes()) {
      if (!attribute.equals("SUPERUSER")) {
        warn(
            attribute.toLowerCase(Locale.ROOT),
            "the " + part + " role " + role.name() + " has " + attribute,
            "Take it back: ALTER ROLE " + name(role.name()) + " NO" + attribute + ".");
      }
    }
    for (String group : role.adminGroups()) {
      warn(
          "admin-group",
          "the " + part + " role " + role.name() + " is a member of " + group,
          "Take it out: REVOKE " + name(group) + " FROM " + name(role.name()) + ".");
    }
    if (!role.canLogin()) {
      warn(
          "no-login",
          "the " + part + " role " + role.name() + " cannot log in",
          "Run ALTER ROLE " + name(role.name()) + " LOGIN, or name the role that connects.");
    }
  }

  private void application(ServerState.Role role) {
    role(role, "application");
    if (role.isMemberOfMigrationRole() && !role.attributes().contains("SUPERUSER")) {
      warn(
          "member",
          "the application role is a member of the migration role and has all its rights",
          "Run REVOKE " + name(request.migrationRole()) + " FROM " + name(role.name()) + ".");
    }
    if (state.databaseOwner().equals(role.name())) {
      warn(
          "owns-database",
          "the application role owns the database " + state.database(),
          "Give it to another role: ALTER DATABASE "
              + name(state.database())
              + " OWNER TO "
              + name(request.migrationRole())
              + ".");
    }
    for (String schema : request.schemas()) {
      if (state.schema(schema).filter(s -> s.owner().equals(role.name())).isPresent()) {
        warn(
            "owns-schema",
            "the application role owns the schema " + schema,
            "Give it to the migration role: ALTER SCHEMA "
                + name(schema)
                + " OWNER TO "
                + name(request.migrationRole())
                + ".");
      }
    }
  }

  private void foreignOwners() {
    if (state.foreign().isEmpty()) {
      return;
    }
    Set<String> owners = new LinkedHashSet<>();
    state.foreign().forEach(object -> owners.add(object.owner()));
    List<String> names =
        state.foreign().stream().limit(MOST_NAMES).map(ServerState.Foreign::name).toList();
    int more = state.foreign().size() - names.size();
    warn(
        "foreign-owner",
        request.migrationRole()
            + " cannot alter "
            + String.join(", ", names)
            + (more > 0 ? " and " + more + " more" : "")
            + ": owned by "
            + String.join(", ", owners),
        "Run the ALTER … OWNER TO lines at the end of the script. REASSIGN OWNED BY would be shorter"
            + " and moves everything of that role, in all schemas, and databases and tablespaces,"
            + " too; the server refuses it for the role that made the cluster.");
  }

  private void warn(String id, String message, String fix) {
    warnings.add(new GrantsWarning(id, message, fix));
  }
}
