package dev.lockkeeper.guard.child;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

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

  /** They say where to go; the others only who to be there. */
  private static final Pattern WAYS =
      Pattern.compile(
          "(DATABASE|FLYWAY|LIQUIBASE_COMMAND)_URL|(DB|POSTGRES)_(HOST|PORT)|PG(HOST|HOSTADDR|PORT)"
              + "|PGSERVICE|PGSERVICEFILE|PGSYSCONFDIR");

  private static final Pattern URL =
      Pattern.compile(
          "(jdbc:)?(postgres|postgresql|postgis)(\\+\\w+)?:.*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final Pattern RELAY = Pattern.compile("\\{(host|port|socket)}");
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost");
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
   * Whether a variable that is set to the text of a {@link Template} would lead a program past the
   * relay.
   */
  static boolean leadsPastRelay(String variable, String template, Optional<?> socketFolder) {
    String plain =
        variable.endsWith(IN_A_FILE)
            ? variable.substring(0, variable.length() - IN_A_FILE.length())
            : variable;
    if (template.isBlank() || RELAY.matcher(template).find()) {
      return false;
    }
    if (INSTANCES.contains(plain)) {
      return !leadsToRelay(variable, template, socketFolder);
    }
    return URL.matcher(template).matches()
        || (WAYS.matcher(plain).matches() && !LOOPBACK.contains(template.strip()));
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
