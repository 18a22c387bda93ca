package dev.lockkeeper.guard.child;

import dev.lockkeeper.guard.relay.RelayAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The relay's address as URLs that look like those that a program had before: with the same scheme,
 * which may name the program's driver, and with those parameters that say nothing about the way to
 * the server, such as the schema to work in.
 */
final class RelayUrls {
  private static final Pattern URL =
      Pattern.compile(
          "(?<jdbc>jdbc:)?(?<scheme>(?:postgres|postgresql|postgis)(?<driver>\\+\\w+)?):"
              + "[^?#]*(?:\\?(?<query>[^#]*))?.*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /** Parameters of libpq, pgjdbc and other drivers that say where to go and how to log in. */
  private static final Set<String> ADDRESS =
      Set.of(
          "host",
          "hostaddr",
          "port",
          "user",
          "username",
          "password",
          "passfile",
          "dbname",
          "database",
          "service",
          "servicefile",
          "socket",
          "unix_sock",
          "socketfactory",
          "socketfactoryarg",
          "cloudsqlinstance",
          "targetservertype",
          "loadbalancehosts",
          "krbsrvname",
          "jaasapplicationname",
          "authenticationpluginclassname");

  private static final List<String> ADDRESS_PREFIXES =
      List.of("ssl", "gss", "channel", "require", "target_session", "load_balance");

  private final RelayAddress relay;
  private final Secrets given;

  RelayUrls(RelayAddress relay, Secrets given) {
    this.relay = relay;
    this.given = given;
  }

  /** A URL with user and password. */
  String complete(@Nullable String inherited) {
    Matcher matcher = URL.matcher(inherited == null ? "" : inherited.strip());
    boolean known = matcher.matches();
    String user = Percent.encoded(relay.user());
    String password = Percent.encoded(relay.password().reveal());
    if (known && matcher.group("jdbc") != null) {
      return jdbc(inherited) + "&user=" + user + "&password=" + password;
    }
    List<String> parameters = parameters(known ? matcher.group("query") : null);
    // A driver that is named may not know the parameter, and refuse it.
    if (!known || matcher.group("driver") == null) {
      parameters.add("sslmode=disable");
    }
    return (known ? matcher.group("scheme") : "postgres")
        + "://"
        + user
        + ":"
        + password
        + "@"
        + place()
        + (parameters.isEmpty() ? "" : "?" + String.join("&", parameters));
  }

  /** A JDBC URL without user and password. */
  String jdbc(@Nullable String inherited) {
    Matcher matcher = URL.matcher(inherited == null ? "" : inherited.strip());
    List<String> parameters = parameters(matcher.matches() ? matcher.group("query") : null);
    parameters.add("sslmode=disable");
    return "jdbc:postgresql://" + place() + "?" + String.join("&", parameters);
  }

  private String place() {
    return RelayAddress.HOST + ":" + relay.port() + "/" + Percent.encoded(relay.database());
  }

  private List<String> parameters(@Nullable String query) {
    List<String> kept = new ArrayList<>();
    for (String pair : query == null ? new String[0] : query.split("&", -1)) {
      String name = Percent.decoded(pair.split("=", 2)[0]).toLowerCase(Locale.ROOT);
      boolean isAddress =
          name.isEmpty()
              || ADDRESS.contains(name)
              || ADDRESS_PREFIXES.stream().anyMatch(name::startsWith);
      if (!isAddress && !given.areIn(name, pair)) {
        kept.add(pair);
      }
    }
    return kept;
  }
}
