package dev.lockkeeper.grants;

import java.util.List;
import java.util.Optional;

/**
 * What a plan is made from: read from a server, or assumed.
 *
 * @param isRead whether a server was read
 * @param version such as {@code 180006}
 * @param versionName such as {@code 18.6}
 * @param database the database's name
 * @param databaseOwner its owner; empty if not read
 * @param user the role that was connected; empty if not read
 * @param actsForMigrationRole whether that role may already act for the migration role
 * @param roles the two roles, as far as they exist
 * @param schemas the application's schemas and the ledger's, as far as they exist
 * @param foreign objects in the application's schemas that the migration role cannot alter
 */
record ServerState(
    boolean isRead,
    int version,
    String versionName,
    String database,
    String databaseOwner,
    String user,
    boolean actsForMigrationRole,
    List<Role> roles,
    List<Schema> schemas,
    List<Foreign> foreign) {

  /**
   * A role.
   *
   * @param name its name
   * @param attributes what it may do beyond the rights of others, as PostgreSQL spells it: {@code
   *     SUPERUSER}, {@code BYPASSRLS}, {@code CREATEROLE}
   * @param canLogin whether it can connect
   * @param adminGroups the provider's administrator roles that it is a member of
   * @param isMemberOfMigrationRole whether it is a member of the migration role
   */
  record Role(
      String name,
      List<String> attributes,
      boolean canLogin,
      List<String> adminGroups,
      boolean isMemberOfMigrationRole) {}

  /**
   * A schema that exists.
   *
   * @param name its name
   * @param owner its owner
   * @param relations its tables and views that belong to no extension, quoted and qualified; only
   *     filled where an extension has put some of its own beside them
   */
  record Schema(String name, String owner, List<String> relations) {}

  /**
   * An object of another owner.
   *
   * @param name the object with its schema
   * @param owner who owns it
   * @param statement what would make the migration role its owner
   */
  record Foreign(String name, String owner, String statement) {}

  /** A fresh database of a current version, in which no role is known to exist. */
  static ServerState assumed(GrantsRequest request, String database) {
    return new ServerState(
        false,
        180000,
        "",
        database,
        "",
        "",
        true,
        List.of(),
        request.schemas().contains("public")
            ? List.of(new Schema("public", "pg_database_owner", List.of()))
            : List.of(),
        List.of());
  }

  Optional<Role> role(String name) {
    return roles.stream().filter(role -> role.name().equals(name)).findFirst();
  }

  Optional<Schema> schema(String name) {
    return schemas.stream().filter(schema -> schema.name().equals(name)).findFirst();
  }
}
