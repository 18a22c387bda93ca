package dev.lockkeeper.guard.child;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Variables that tell programs where a database is and how to log in there. The names of libpq's
 * are those of its manual, section "Environment Variables".
 */
final class AddressVariables {
  private static final Set<String> NAMES =
      Set.of(
          "DATABASE_URL",
          "DB_HOST",
          "DB_PORT",
          "DB_NAME",
          "DB_USER",
          "DB_PASS",
          "DB_PASSWORD",
          "DB_SSLMODE",
          "CLOUD_SQL_CONNECTION_NAME",
          "INSTANCE_CONNECTION_NAME",
          "POSTGRES_HOST",
          "POSTGRES_PORT",
          "POSTGRES_DATABASE_NAME",
          "POSTGRES_DB",
          "POSTGRES_USER",
          "POSTGRES_PASSWORD",
          "POSTGRES_SSLMODE",
          "FLYWAY_URL",
          "FLYWAY_USER",
          "FLYWAY_PASSWORD",
          "LIQUIBASE_COMMAND_URL",
          "LIQUIBASE_COMMAND_USERNAME",
          "LIQUIBASE_COMMAND_PASSWORD",
          "PGHOST",
          "PGHOSTADDR",
          "PGPORT",
          "PGDATABASE",
          "PGUSER",
          "PGPASSWORD",
          "PGPASSFILE",
          "PGSERVICE",
          "PGSERVICEFILE",
          "PGSYSCONFDIR",
          "PGREQUIREAUTH",
          "PGREQUIREPEER",
          "PGREQUIRESSL",
          "PGCHANNELBINDING",
          "PGKRBSRVNAME",
          "PGTARGETSESSIONATTRS",
          "PGLOADBALANCEHOSTS",
          "PGMINPROTOCOLVERSION",
          "PGMAXPROTOCOLVERSION");
  private static final List<String> PREFIXES = List.of("LOCKKEEPER_", "PGSSL", "PGGSS");
  private static final Set<String> INSTANCES =
      Set.of("CLOUD_SQL_CONNECTION_NAME", "INSTANCE_CONNECTION_NAME");
  private static final String IN_A_FILE = "_FILE";

  private AddressVariables() {}

  /** Whether a variable belongs to an address, or names a file that holds such a value. */
  static boolean contain(String variable) {
    String plain =
        variable.endsWith(IN_A_FILE)
            ? variable.substring(0, variable.length() - IN_A_FILE.length())
            : variable;
    return NAMES.contains(variable)
        || NAMES.contains(plain)
        || PREFIXES.stream().anyMatch(variable::startsWith);
  }

  /**
   * Whether a variable names a Cloud SQL instance whose usual socket is the relay's own. Programs
   * make a path of it and prefer that to a host, so that any other would lead them past the relay.
   */
  static boolean leadsToRelay(String variable, String value, Optional<?> socketFolder) {
    return INSTANCES.contains(variable)
        && socketFolder.map(String::valueOf).equals(Optional.of("/cloudsql/" + value.strip()));
  }
}
