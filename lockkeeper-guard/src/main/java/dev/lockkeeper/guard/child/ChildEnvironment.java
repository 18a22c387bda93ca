package dev.lockkeeper.guard.child;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.guard.relay.RelayAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The variables of a program: those that Lockkeeper has itself, with the relay's address in place
 * of the server's, and without its secrets. Immutable; {@link #toString()} shows no value.
 */
public final class ChildEnvironment {
  /** Tells a program which run it belongs to, and us which processes belong to the program. */
  static final String RUN_ID = "LOCKKEEPER_RUN_ID";

  /** They name places and people, and nothing runs without them; a likeness is a coincidence. */
  private static final Set<String> INDISPENSABLE =
      Set.of(
          "PATH",
          "HOME",
          "PWD",
          "OLDPWD",
          "USER",
          "LOGNAME",
          "SHELL",
          "HOSTNAME",
          "TMPDIR",
          "TERM",
          "LANG",
          "LC_ALL",
          "TZ",
          "VIRTUAL_ENV");

  private final Map<String, String> variables;
  private final List<String> replaced;
  private final List<String> withheld;
  private final String runId;

  private ChildEnvironment(
      Map<String, String> variables, List<String> replaced, List<String> withheld, String runId) {
    this.runId = runId;
    this.variables = Map.copyOf(variables);
    this.replaced = List.copyOf(replaced);
    this.withheld = List.copyOf(withheld);
  }

  /**
   * The environment for one program.
   *
   * @param inherited the variables that Lockkeeper has
   * @param relay where the program will find its database
   * @param templates variables to set beside the usual ones, as {@link Template}s by name
   * @param given what the program must not get
   * @param runId the run that it belongs to
   * @throws LockkeeperException with {@link ErrorCode#SETTINGS} if a template is wrong or holds a
   *     secret
   */
  public static ChildEnvironment of(
      Map<String, String> inherited,
      RelayAddress relay,
      Map<String, String> templates,
      Secrets given,
      String runId) {
    Map<String, String> variables = new TreeMap<>();
    List<String> replaced = new ArrayList<>();
    List<String> withheld = new ArrayList<>();
    new TreeMap<>(inherited)
        .forEach(
            (name, value) -> {
              if (AddressVariables.contain(name)
                  && !AddressVariables.leadsToRelay(name, value, relay.socketFolder())) {
                replaced.add(name);
              } else if (!INDISPENSABLE.contains(name) && given.areIn(name, value)) {
                withheld.add(name);
              } else {
                variables.put(name, value);
              }
            });
    variables.putAll(address(inherited, relay, given));
    templates.forEach(
        (name, template) -> variables.put(name, filled(name, template, relay, given)));
    variables.put(RUN_ID, runId);
    withheld.removeAll(variables.keySet());
    return new ChildEnvironment(variables, replaced, withheld, runId);
  }

  /**
   * The environment for a program that is to reach the database itself, by means of its own: all
   * variables that hold no secret of the address.
   *
   * @param id tells its processes from those of others
   */
  public static ChildEnvironment withoutSecrets(
      Map<String, String> inherited, Secrets given, String id) {
    Map<String, String> variables = new TreeMap<>(inherited);
    variables
        .entrySet()
        .removeIf(
            each ->
                !INDISPENSABLE.contains(each.getKey())
                    && given.areIn(each.getKey(), each.getValue()));
    List<String> withheld = new ArrayList<>(new TreeMap<>(inherited).keySet());
    withheld.removeAll(variables.keySet());
    variables.put(RUN_ID, id);
    return new ChildEnvironment(variables, List.of(), withheld, id);
  }

  /** All variables, the one-time password among them. */
  public Map<String, String> variables() {
    return variables;
  }

  /** Names of inherited variables about databases; some have a new value, the others are gone. */
  public List<String> replaced() {
    return replaced;
  }

  /** Names of inherited variables that are kept from the program since they hold a secret. */
  public List<String> withheld() {
    return withheld;
  }

  String runId() {
    return runId;
  }

  private static String filled(String name, String template, RelayAddress relay, Secrets given) {
    String value = Template.filled(name, template, relay);
    if (given.areIn(template)) {
      throw LockkeeperException.because(
              ErrorCode.SETTINGS,
              "the variable " + name + " in run.env holds the database's password")
          .databaseState("Nothing was changed.")
          .hint("Write {password} in its place: the program gets a one-time password.")
          .build();
    }
    return value;
  }

  private static Map<String, String> address(
      Map<String, String> inherited, RelayAddress relay, Secrets given) {
    RelayUrls urls = new RelayUrls(relay, given);
    Map<String, String> set = new TreeMap<>();
    set.put("DATABASE_URL", urls.complete(inherited.get("DATABASE_URL")));
    set.put("FLYWAY_URL", urls.jdbc(inherited.get("FLYWAY_URL")));
    set.put("LIQUIBASE_COMMAND_URL", urls.jdbc(inherited.get("LIQUIBASE_COMMAND_URL")));
    String port = String.valueOf(relay.port());
    String password = relay.password().reveal();
    putAll(set, RelayAddress.HOST, "PGHOST", "DB_HOST", "POSTGRES_HOST");
    putAll(set, port, "PGPORT", "DB_PORT", "POSTGRES_PORT");
    putAll(set, relay.database(), "PGDATABASE", "DB_NAME", "POSTGRES_DB", "POSTGRES_DATABASE_NAME");
    putAll(
        set,
        relay.user(),
        "PGUSER",
        "DB_USER",
        "POSTGRES_USER",
        "FLYWAY_USER",
        "LIQUIBASE_COMMAND_USERNAME");
    putAll(
        set,
        password,
        "PGPASSWORD",
        "DB_PASS",
        "DB_PASSWORD",
        "POSTGRES_PASSWORD",
        "FLYWAY_PASSWORD",
        "LIQUIBASE_COMMAND_PASSWORD");
    // Go's driver refuses to start where PGCHANNELBINDING or PGGSSENCMODE is set at all.
    set.put("PGSSLMODE", "disable");
    for (String name : List.of("DB_SSLMODE", "POSTGRES_SSLMODE")) {
      // No driver reads them: only a program that is used to them may miss them.
      if (inherited.containsKey(name)) {
        set.put(name, "disable");
      }
    }
    return set;
  }

  private static void putAll(Map<String, String> set, String value, String... names) {
    for (String name : names) {
      set.put(name, value);
    }
  }

  @Override
  public String toString() {
    return variables.size() + " variables";
  }
}
