package dev.lockkeeper.settings;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The grammar of database URLs. No message repeats any part of the text. */
final class DatabaseUrl {
  /** The schemes in use, also with the name of a Python driver behind a plus sign. */
  private static final Pattern URL =
      Pattern.compile(
          "(?:jdbc:)?(?:postgres|postgresql|postgis)(?:\\+\\w+)?:"
              + "(?://(?<authority>[^/?]*))?(?<path>[^?]*)(?:\\?(?<query>.*))?",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern HOST_AND_PORT =
      Pattern.compile("(?<host>\\[[^\\]]*\\]|[^:]*)(?::(?<port>.*))?");

  private static final Map<String, String> DRIVER_NAMES =
      Map.of(
          "application_name", "ApplicationName",
          "channel_binding", "channelBinding",
          "connect_timeout", "connectTimeout",
          "gssencmode", "gssEncMode",
          "sslnegotiation", "sslNegotiation");

  private DatabaseUrl() {}

  static DatabaseAddress parse(String url) {
    Matcher matcher = URL.matcher(url.trim());
    if (!matcher.matches()) {
      throw invalid("the database address is not a PostgreSQL URL");
    }
    Map<String, String> parameters = parameters(matcher.group("query"));
    String authority = matcher.group("authority") == null ? "" : matcher.group("authority");
    int at = authority.lastIndexOf('@');
    String login = at < 0 ? "" : authority.substring(0, at);
    int colon = login.indexOf(':');
    String user = decode(colon < 0 ? login : login.substring(0, colon));
    Optional<String> password =
        colon < 0 ? Optional.empty() : Optional.of(decode(login.substring(colon + 1)));
    Matcher server = HOST_AND_PORT.matcher(authority.substring(at + 1));
    if (!server.matches()) {
      throw invalid("the database address has no valid host");
    }
    String host = host(taken(parameters, "host").orElse(decode(group(server, "host"))));
    int port = port(taken(parameters, "port").orElse(group(server, "port")));
    String database = taken(parameters, "dbname").orElse(database(group(matcher, "path")));
    if (database.isEmpty()) {
      throw invalid("the database address names no database");
    }
    return new DatabaseAddress(
        host,
        port,
        database,
        taken(parameters, "user").orElse(user),
        taken(parameters, "password").or(() -> password).map(Secret::of),
        parameters);
  }

  private static String group(Matcher matcher, String name) {
    String group = matcher.group(name);
    return group == null ? "" : group;
  }

  private static String host(String named) {
    String host =
        named.startsWith("[") && named.endsWith("]")
            ? named.substring(1, named.length() - 1)
            : named;
    if (host.contains(",")) {
      throw invalid("the database address names several hosts; name the primary server only");
    }
    return host.isEmpty() ? "localhost" : host;
  }

  private static String database(String path) {
    if (path.contains("@")) {
      throw invalid("the database address has an @ behind the host");
    }
    return decode(path.startsWith("/") ? path.substring(1) : path);
  }

  private static Map<String, String> parameters(@Nullable String query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    if (query != null && !query.isEmpty()) {
      for (String pair : query.split("&", -1)) {
        int equals = pair.indexOf('=');
        if (equals <= 0) {
          throw invalid("the database address has a parameter that is not NAME=VALUE");
        }
        String name = decode(pair.substring(0, equals));
        parameters.put(DRIVER_NAMES.getOrDefault(name, name), decode(pair.substring(equals + 1)));
      }
    }
    return parameters;
  }

  private static Optional<String> taken(Map<String, String> parameters, String name) {
    return Optional.ofNullable(parameters.remove(name));
  }

  private static int port(String text) {
    if (text.isEmpty()) {
      return DatabaseAddress.DEFAULT_PORT;
    }
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
                + " characters such as @ : / ? % in a password are written as %40 %3A %2F %3F %25.")
        .build();
  }
}
