package dev.lockkeeper.testing;

import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.settings.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real PostgreSQL server on a free loopback port and a Unix socket, with its data in a temporary
 * folder that is deleted when the JVM exits. Commits are durable, as in production. Everybody may
 * connect without a password, except {@link #SCRAM_ROLE}. Thread-safe, apart from stopping and
 * starting.
 *
 * <p>Modules that use it from the engine's test-jar need pgjdbc, commons-compress and xz on their
 * test class path.
 */
public final class TempPostgres implements AutoCloseable {
  /** The superuser. */
  public static final String SUPERUSER = "postgres";

  /** A role that may log in only with {@link #SCRAM_PASSWORD}, over SCRAM. */
  public static final String SCRAM_ROLE = "scram_role";

  /** The password of {@link #SCRAM_ROLE}; it has characters that a URL must escape. */
  public static final String SCRAM_PASSWORD = "p@ss:w/rd%20";

  private static final int DEFAULT_MAJOR = 18;
  private static final Map<Integer, TempPostgres> SHARED = new ConcurrentHashMap<>();
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private final ServerFolder folder;

  private TempPostgres(int major, Map<String, String> serverSettings) {
    folder = ServerFolder.create(major, serverSettings);
    folder.start();
    execute(SUPERUSER, "CREATE ROLE " + SCRAM_ROLE + " LOGIN PASSWORD '" + SCRAM_PASSWORD + "'");
  }

  /** The PostgreSQL 18 that all tests of this JVM share; started at first use. */
  public static TempPostgres shared() {
    return shared(DEFAULT_MAJOR);
  }

  /** The server of the given major version (14 or 18) that all tests of this JVM share. */
  public static TempPostgres shared(int major) {
    return SHARED.computeIfAbsent(major, version -> new TempPostgres(version, Map.of()));
  }

  /** A PostgreSQL 18 of the caller's own, which may be stopped and killed. */
  public static TempPostgres start(Map<String, String> serverSettings) {
    return start(DEFAULT_MAJOR, serverSettings);
  }

  /** A server of the caller's own with the given major version, 14 or 18. */
  public static TempPostgres start(int major, Map<String, String> serverSettings) {
    return new TempPostgres(major, serverSettings);
  }

  /** JDBC URL of the superuser for the database {@code postgres}. */
  public String url() {
    return jdbcUrl("postgres");
  }

  /** JDBC URL of the superuser for the given database. */
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port() + "/" + database + "?user=" + SUPERUSER;
  }

  /** The TCP port on 127.0.0.1; it stays the same over restarts. */
  public int port() {
    return folder.port();
  }

  /** The superuser's address of the given database. */
  public DatabaseAddress address(String database) {
    return new DatabaseAddress(
        "127.0.0.1", port(), database, SUPERUSER, Optional.empty(), Map.of());
  }

  /** The same over the Unix socket. */
  public DatabaseAddress socketAddress(String database) {
    return new DatabaseAddress(
        socketFolder().toString(), port(), database, SUPERUSER, Optional.empty(), Map.of());
  }

  /** The address of the given database for {@link #SCRAM_ROLE}, with its password. */
  public DatabaseAddress scramAddress(String database) {
    return address(database).withUser(SCRAM_ROLE).withPassword(Secret.of(SCRAM_PASSWORD));
  }

  /** Creates an empty database and returns its name, which no other test of this JVM gets. */
  public String newDatabase() {
    String name = "t" + ProcessHandle.current().pid() + "_" + DATABASES.incrementAndGet();
    execute("postgres", "CREATE DATABASE " + name);
    return name;
  }

  /** Creates an empty database and returns the superuser's address of it. */
  public DatabaseAddress newAddress() {
    return address(newDatabase());
  }

  /** Creates a role that may log in without a password, and returns its name. */
  public String newRole() {
    String name = "r" + ProcessHandle.current().pid() + "_" + DATABASES.incrementAndGet();
    execute("postgres", "CREATE ROLE " + name + " LOGIN");
    return name;
  }

  /** Opens a connection as the superuser. */
  public Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(jdbcUrl(database));
  }

  /** Opens a connection as the given role, which must need no password. */
  public Connection connect(String database, String role) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port() + "/" + database + "?user=" + role);
  }

  /** Runs statements as the superuser, each in its own transaction. */
  public void execute(String database, String... statements) {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  /** The server's log. */
  public Path log() {
    return folder.log();
  }

  /** The text of the server's log so far. */
  public String logText() {
    try {
      return Files.readString(log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The folder of the Unix socket; its path is short. */
  public Path socketFolder() {
    return folder.socketFolder();
  }

  /**
   * Puts lines in front of the default {@code pg_hba.conf} and waits until the server has read it.
   * An earlier call's lines are replaced; no lines give the default again.
   */
  public void accessRules(String... lines) {
    folder.writeAccessRules(List.of(lines));
    if (folder.isRunning()) {
      folder.reload();
    }
  }

  /** Whether the server's main process is alive. */
  public boolean isRunning() {
    return folder.isRunning();
  }

  /** Stops the server in order ("fast"): sessions are ended, the data is flushed. */
  public void stop() {
    folder.stop();
  }

  /** Kills every process of the server at once, as a power cut would; data stays on disk. */
  public void kill9() {
    folder.kill9();
  }

  /** Starts the server again on its data and port, after stopping it if it still runs. */
  public void restart() {
    folder.stop();
    folder.start();
  }

  /** Ends the server at once and deletes its data. Shared servers are closed by the JVM's exit. */
  @Override
  public void close() {
    folder.delete();
  }
}
