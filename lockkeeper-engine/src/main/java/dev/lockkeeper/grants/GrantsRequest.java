package dev.lockkeeper.grants;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * Who is to have which part in a database. Names are taken as the catalog spells them. Immutable.
 *
 * @param database the database; empty for the one that the session is connected to
 * @param migrationRole the role that migrates: it makes and owns tables and the ledger
 * @param applicationRole the role of the running application: it reads and writes rows
 * @param schemas the schemas that hold the application's tables; empty for {@code public}
 * @param ledgerSchema the schema of Lockkeeper's own tables
 */
public record GrantsRequest(
    Optional<String> database,
    String migrationRole,
    String applicationRole,
    List<String> schemas,
    String ledgerSchema) {
  private static final int LONGEST_NAME = 63;
  private static final String PUBLIC = "public";

  /**
   * Checks the names.
   *
   * @throws LockkeeperException with {@link ErrorCode#USAGE} if one cannot be meant
   */
  public GrantsRequest {
    schemas = schemas.isEmpty() ? List.of(PUBLIC) : List.copyOf(new LinkedHashSet<>(schemas));
    database.ifPresent(name -> require("the database's name", name));
    requireRole("the migration role", migrationRole);
    requireRole("the application role", applicationRole);
    require("the ledger's schema", ledgerSchema);
    schemas.forEach(GrantsRequest::requireSchema);
    if (schemas.contains(ledgerSchema) && !ledgerSchema.equals(PUBLIC)) {
      throw invalid("the ledger's schema " + ledgerSchema + " is among the application's schemas")
          .hint("Keep the ledger in a schema of its own, or in public.")
          .build();
    }
  }

  /** Whether one role has both parts, so that nothing can be kept from the application. */
  public boolean isOneRole() {
    return migrationRole.equals(applicationRole);
  }

  /** Whether the ledger lies among the application's tables. */
  boolean sharesLedgerSchema(String schema) {
    return schema.equals(ledgerSchema);
  }

  private static void requireRole(String what, String name) {
    require(what, name);
    if (name.startsWith("pg_") || name.equals(PUBLIC) || name.equals("none")) {
      throw invalid(what + " cannot be " + name + ": that name belongs to PostgreSQL")
          .hint("Name a role of your own.")
          .build();
    }
  }

  private static void requireSchema(String name) {
    require("the schema", name);
    if (name.startsWith("pg_") || name.equals("information_schema")) {
      throw invalid("the schema cannot be " + name + ": it belongs to PostgreSQL")
          .hint("Name the schemas that hold the application's tables.")
          .build();
    }
  }

  private static void require(String what, String name) {
    if (name.isBlank() || name.chars().anyMatch(Character::isISOControl)) {
      throw invalid(what + " is empty or has control characters")
          .hint("Give the name as the database has it.")
          .build();
    }
    if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
      throw invalid(what + " has more than " + LONGEST_NAME + " bytes: " + name)
          .hint("Give the name as the database has it: PostgreSQL cuts longer ones.")
          .build();
    }
  }

  private static LockkeeperException.Builder invalid(String message) {
    return LockkeeperException.because(ErrorCode.USAGE, message);
  }
}
