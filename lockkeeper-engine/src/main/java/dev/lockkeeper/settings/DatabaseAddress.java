package dev.lockkeeper.settings;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a database is and who connects to it. Immutable; {@link #toString()} never shows the
 * password.
 *
 * @param host a host name, an IP address, or the folder of a Unix socket (it begins with {@code /})
 * @param port the TCP port, or the number in the socket's file name
 * @param database the name of the database
 * @param user the role to connect as; empty means the driver's default
 * @param password the password, if one is needed
 * @param parameters driver parameters such as {@code sslmode}, by name
 */
public record DatabaseAddress(
    String host,
    int port,
    String database,
    String user,
    Optional<Secret> password,
    Map<String, String> parameters) {
  /** The port of PostgreSQL where none is given. */
  public static final int DEFAULT_PORT = 5432;

  private static final Pattern URL =
      Pattern.compile(
          "(?:jdbc:)?postgres(?:ql)?:(?://(?:(?<userinfo>[^@/?]*)@)?"
              + "(?<host>\\[[^\\]]*\\]|[^:/?@]*)(?::(?<port>\\d+))?/?)?(?<database>[^?]*)"
              + "(?:\\?(?<query>.*))?");

  public DatabaseAddress {
    parameters = Map.copyOf(parameters);
  }

  /**
   * Reads {@code postgres://user:password@host:port/database?parameter=value}, the same with {@code
   * postgresql://}, or a {@code jdbc:postgresql:} address. A {@code host} parameter that begins
   * with {@code /} names a socket folder.
   *
   * @throws LockkeeperException with {@link ErrorCode#SETTINGS} if the text is not such an address;
   *     the message does not repeat it, since it may hold a password
   */
  public static DatabaseAddress parse(String url) {
    Matcher matcher = URL.matcher(url.trim());
    if (!matcher.matches()) {
      throw invalid("the database address is not a PostgreSQL URL");
    }
    Map<String, String> parameters = query(matcher.group("query"));
    String user = "";
    Optional<Secret> password = Optional.empty();
    String userinfo = matcher.group("userinfo");
    if (userinfo != null) {
      int colon = userinfo.indexOf(':');
      user = decode(colon < 0 ? userinfo : userinfo.substring(0, colon));
      if (colon >= 0) {
        password = Optional.of(Secret.of(decode(userinfo.substring(colon + 1))));
      }
    }
    user = taken(parameters, "user").orElse(user);
    Optional<String> passwordParameter = taken(parameters, "password");
    if (passwordParameter.isPresent()) {
      password = passwordParameter.map(Secret::of);
    }
    String named = matcher.group("host");
    String host = taken(parameters, "host").orElse(named == null ? "" : decode(named));
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    String portText = taken(parameters, "port").orElse(matcher.group("port"));
    String database = decode(String.valueOf(matcher.group("database")));
    database = taken(parameters, "dbname").orElse(database);
    if (database.isEmpty()) {
      throw invalid("the database address names no database");
    }
    return new DatabaseAddress(
        host.isEmpty() ? "localhost" : host,
        portText == null ? DEFAULT_PORT : port(portText),
        database,
        user,
        password,
        parameters);
  }

  /** Whether {@link #host()} is the folder of a Unix socket. */
  public boolean isSocket() {
    return host.startsWith("/");
  }

  /** The same address with another password. */
  public DatabaseAddress withPassword(Secret secret) {
    return new DatabaseAddress(host, port, database, user, Optional.of(secret), parameters);
  }

  /** The same address for another role. */
  public DatabaseAddress withUser(String role) {
    return new DatabaseAddress(host, port, database, role, password, parameters);
  }

  /** Host, port and database, for messages: {@code db.example.org:5432/orders}. */
  public String display() {
    return host + ":" + port + "/" + database;
  }

  @Override
  public String toString() {
    return (user.isEmpty() ? "" : user + (password.isPresent() ? ":***" : "") + "@")
        + display()
        + (parameters.isEmpty() ? "" : "?" + String.join("&", new TreeMap<>(parameters).keySet()));
  }

  private static Map<String, String> query(@Nullable String text) {
    Map<String, String> parameters = new LinkedHashMap<>();
    if (text != null) {
      for (String pair : text.split("&", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          parameters.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
        }
      }
    }
    return parameters;
  }

  private static Optional<String> taken(Map<String, String> parameters, String name) {
    return Optional.ofNullable(parameters.remove(name));
  }

  private static int port(String text) {
    try {
      int port = Integer.parseInt(text);
      if (port > 0 && port < 65536) {
        return port;
      }
    } catch (NumberFormatException e) {
      // falls through to the same message
    }
    throw invalid("the database address has a port that is no number from 1 to 65535");
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw invalid("the database address has a % that starts no escape; write it as %25");
    }
  }

  private static LockkeeperException invalid(String message) {
    return LockkeeperException.because(ErrorCode.SETTINGS, message)
        .hint(
            "Write it as postgres://user@host:5432/database or jdbc:postgresql://host:5432/database;"
                + " characters such as @ : / % in a password are written as %40 %3A %2F %25.")
        .build();
  }
}
