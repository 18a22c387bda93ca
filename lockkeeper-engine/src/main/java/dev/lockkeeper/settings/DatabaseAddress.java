package dev.lockkeeper.settings;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Where a database is and who connects to it. Immutable; {@link #toString()} never shows the
 * password.
 *
 * @param host a host name, an IP address, or the folder of a Unix socket (it begins with {@code /})
 * @param port the TCP port, or the number in the socket's file name
 * @param database the name of the database
 * @param user the role to connect as; empty means the driver's default
 * @param password the password, if one is needed
 * @param parameters driver parameters such as {@code sslmode}, by the driver's name
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

  private static final int LONGEST_SOCKET_PATH = 107;
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1");
  private static final String INSTANCE = "cloudSqlInstance";
  private static final String INSTANCE_SOCKETS = "/cloudsql/";
  private static final Set<String> SHOWN_PARAMETERS =
      Set.of("sslmode", "channelBinding", INSTANCE, "enableIamAuth", "ipTypes");

  public DatabaseAddress {
    parameters = Map.copyOf(parameters);
    if (host.startsWith("/")) {
      requireShort(socketFile(host, port));
    }
  }

  /**
   * Reads {@code postgres://user:password@host:port/database?parameter=value}, the same with {@code
   * postgresql://}, or a {@code jdbc:postgresql:} address. A {@code host} parameter that begins
   * with {@code /} names a socket folder. Parameter names of libpq that the driver spells
   * differently are translated.
   *
   * @throws LockkeeperException with {@link ErrorCode#SETTINGS} if the text is not such an address;
   *     the message does not repeat it, since it may hold a password
   */
  public static DatabaseAddress parse(String url) {
    return DatabaseUrl.parse(url);
  }

  /** Whether {@link #host()} is the folder of a Unix socket, and counts. */
  public boolean isSocket() {
    return host.startsWith("/") && instance().isEmpty();
  }

  /** The socket file of the server, if {@link #isSocket()}. */
  public Optional<String> socketFile() {
    return isSocket() ? Optional.of(socketFile(host, port)) : Optional.empty();
  }

  /**
   * The Cloud SQL instance, {@code project:region:instance}, that Google's connector is to connect
   * to; the parameter {@code cloudSqlInstance} names it. Host and port do not count then.
   */
  public Optional<String> instance() {
    return Optional.ofNullable(parameters.get(INSTANCE));
  }

  /** The same database by Google's connector, if this is the socket of a Cloud SQL instance. */
  public Optional<DatabaseAddress> byConnector() {
    if (!host.startsWith(INSTANCE_SOCKETS)) {
      return Optional.empty();
    }
    Map<String, String> more = new TreeMap<>(parameters);
    more.put(INSTANCE, place().substring(INSTANCE_SOCKETS.length()));
    return Optional.of(
        new DatabaseAddress("localhost", DEFAULT_PORT, database, user, password, more));
  }

  /** Whether the other address names the same database, whoever connects to it and however. */
  public boolean isSameDatabase(DatabaseAddress other) {
    return port == other.port && database.equals(other.database) && place().equals(other.place());
  }

  /** The same address with another password. */
  public DatabaseAddress withPassword(Secret secret) {
    return new DatabaseAddress(host, port, database, user, Optional.of(secret), parameters);
  }

  /** The same address for another role. */
  public DatabaseAddress withUser(String role) {
    return new DatabaseAddress(host, port, database, role, password, parameters);
  }

  /**
   * The same database, reached over TCP at another place, as through a tunnel. Where the address
   * was that of a Unix socket, encryption stays switched off.
   */
  public DatabaseAddress at(String otherHost, int otherPort) {
    Map<String, String> more = new TreeMap<>(parameters);
    if (isSocket()) {
      more.put("sslmode", "disable");
      more.put("gssEncMode", "disable");
    }
    return new DatabaseAddress(otherHost, otherPort, database, user, password, more);
  }

  /**
   * The same address whose sessions begin with a setting of the server.
   *
   * @param setting such as {@code default_transaction_read_only}
   * @param value without blanks
   */
  public DatabaseAddress withServerSetting(String setting, String value) {
    Map<String, String> more = new TreeMap<>(parameters);
    more.merge("options", "-c " + setting + "=" + value, (given, added) -> given + " " + added);
    return new DatabaseAddress(host, port, database, user, password, more);
  }

  /** Host, port and database, for messages: {@code db.example.org:5432/orders}. */
  public String display() {
    return instance().map(name -> name + "/" + database).orElseGet(this::hostAndDatabase);
  }

  private String hostAndDatabase() {
    return (host.contains(":") && !isSocket() ? "[" + host + "]" : host)
        + ":"
        + port
        + "/"
        + database;
  }

  /** The address as a URL that may be shown: {@code postgres://app:***@db:5432/orders}. */
  @Override
  public String toString() {
    String login = user.isEmpty() && password.isEmpty() ? "" : user + hiddenPassword() + "@";
    String place = isSocket() ? "/" + database : hostAndDatabase();
    String query =
        shownParameters().entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining("&"));
    return "postgres://" + login + place + (query.isEmpty() ? "" : "?" + query);
  }

  private String hiddenPassword() {
    return password.map(secret -> ":" + secret).orElse("");
  }

  private Map<String, String> shownParameters() {
    Map<String, String> shown = new TreeMap<>();
    parameters.forEach(
        (name, value) -> shown.put(name, SHOWN_PARAMETERS.contains(name) ? value : "***"));
    if (isSocket()) {
      shown.put("host", host);
      if (port != DEFAULT_PORT) {
        shown.put("port", Integer.toString(port));
      }
    }
    return shown;
  }

  private static String socketFile(String folder, int port) {
    return folder + (folder.endsWith("/") ? "" : "/") + ".s.PGSQL." + port;
  }

  private static void requireShort(String socketFile) {
    int length = socketFile.getBytes(StandardCharsets.UTF_8).length;
    if (length > LONGEST_SOCKET_PATH) {
      throw LockkeeperException.because(
              ErrorCode.SETTINGS,
              "the path of the database's socket has "
                  + length
                  + " bytes; a Unix socket may have at most "
                  + LONGEST_SOCKET_PATH
                  + ": "
                  + socketFile)
          .hint("Mount the socket in a folder with a shorter path, or make a symbolic link to it.")
          .build();
    }
  }

  private String place() {
    return instance().map(name -> INSTANCE_SOCKETS + name).orElseGet(() -> comparable(host));
  }

  private static String comparable(String host) {
    if (host.startsWith("/")) {
      return host.length() > 1 && host.endsWith("/") ? host.substring(0, host.length() - 1) : host;
    }
    String lower = host.toLowerCase(Locale.ROOT);
    return LOOPBACK.contains(lower) ? "localhost" : lower;
  }
}
