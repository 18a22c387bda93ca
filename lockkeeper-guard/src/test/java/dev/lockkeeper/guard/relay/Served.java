package dev.lockkeeper.guard.relay;

import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.testing.TempPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/** A relay in front of a database of a test, and ways to use it. */
public final class Served implements AutoCloseable {
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final Relay relay;

  Served(DatabaseAddress server) {
    this(server, Optional.empty());
  }

  Served(DatabaseAddress server, Optional<Path> socketFolder) {
    relay =
        Relay.start(server, Duration.ofSeconds(10), new RelayOptions(0, socketFolder), log::add);
  }

  /** With a tap that sees what passes. */
  public Served(DatabaseAddress server, Tap tap) {
    relay =
        Relay.start(
            server, Duration.ofSeconds(10), new RelayOptions(0, Optional.empty()), log::add, tap);
  }

  /** With an attendant that serves its clients. */
  public Served(DatabaseAddress server, Attendant attendant) {
    relay =
        Relay.start(
            server,
            Duration.ofSeconds(10),
            new RelayOptions(0, Optional.empty()),
            log::add,
            attendant);
  }

  /** In front of a new database, whose sessions need a password that clients do not get. */
  static Served ofNewDatabase(int major) {
    TempPostgres server = TempPostgres.shared(major);
    String database = server.newDatabase();
    server.execute(database, "GRANT ALL ON SCHEMA public TO " + TempPostgres.SCRAM_ROLE);
    return new Served(server.scramAddress(database));
  }

  public Relay relay() {
    return relay;
  }

  public List<String> log() {
    return log;
  }

  public DatabaseAddress address() {
    return DatabaseAddress.parse(relay.address().url());
  }

  public Connection connect(String... properties) throws SQLException {
    Properties all = new Properties();
    all.setProperty("user", relay.address().user());
    all.setProperty("password", relay.address().password().reveal());
    for (int i = 0; i < properties.length; i += 2) {
      all.setProperty(properties[i], properties[i + 1]);
    }
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:"
            + relay.address().port()
            + "/"
            + all.getProperty("database", relay.address().database()),
        all);
  }

  /** A connection that has said nothing yet. */
  public Socket stranger() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), relay.address().port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  public static String ask(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }

  public static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited too long");
      }
      Thread.sleep(10);
    }
  }

  /** How many threads of relays there are. */
  public static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("relay-"))
        .count();
  }

  @Override
  public void close() {
    relay.close();
  }
}
