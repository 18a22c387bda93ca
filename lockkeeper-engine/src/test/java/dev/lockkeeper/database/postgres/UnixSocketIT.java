package dev.lockkeeper.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.testing.TempPostgres;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

/** The adapter, under the real driver and against the socket of a real server. */
@Timeout(60)
class UnixSocketIT {
  private static final TempPostgres SERVER = TempPostgres.shared();
  private static final Path SOCKET_FILE =
      SERVER.socketFolder().resolve(".s.PGSQL." + SERVER.port());

  @Test
  void connectsAndQueriesThroughTheSocket() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select inet_client_addr() is null, 41 + 1")) {
      rows.next();
      assertThat(rows.getBoolean(1)).as("the client has no IP address").isTrue();
      assertThat(rows.getInt(2)).isEqualTo(42);
    }
  }

  @Test
  void b5_connectsThroughTheSocketOfACloudSqlFolder(@TempDir Path temp) throws Exception {
    Path folder = temp.resolve("cloudsql").resolve("project:region:instance");
    Files.createDirectory(folder.getParent());
    Files.createSymbolicLink(folder, SERVER.socketFolder());
    DatabaseAddress address =
        DatabaseAddress.parse(
            "postgres://postgres@/postgres?host=" + folder + "&port=" + SERVER.port());
    try (Connection connection = connect(parameters(address.socketFile().orElseThrow()))) {
      assertThat(connection.isValid(5)).isTrue();
    }
  }

  @Test
  void readsEightMegabytesUndamaged() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select s, md5(s) from (select string_agg(md5(i::text), '') as s"
                    + " from generate_series(1, 262144) i) t")) {
      rows.next();
      String text = rows.getString(1);
      assertThat(text).hasSize(8 * 1024 * 1024);
      assertThat(md5(text)).isEqualTo(rows.getString(2));
    }
  }

  @Test
  void sendsAStatementLargerThanTheSocketBuffer() throws SQLException {
    String large = "0123456789abcdef".repeat(64 * 1024);
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("select md5('" + large + "'), length('" + large + "')")) {
      rows.next();
      assertThat(rows.getString(1)).isEqualTo(md5(large));
      assertThat(rows.getInt(2)).isEqualTo(large.length());
    }
  }

  @Test
  void readsAndWritesAtTheSameTime() throws Exception {
    UnixSocket socket = new UnixSocket(SOCKET_FILE);
    socket.connect(null, 5_000);
    try (socket) {
      startSession(socket);
      String query = "select repeat('x', 1000000)";
      int queries = 20;
      // The server stops reading while nobody takes its answers: only a reader that runs beside the
      // writer lets all of these through.
      CompletableFuture<Long> received =
          CompletableFuture.supplyAsync(() -> readUntilReady(socket, queries));
      byte[] padding = (query + " -- " + "y".repeat(500_000)).getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < queries; i++) {
        socket.getOutputStream().write(message('Q', padding));
      }
      assertThat(received.get(30, TimeUnit.SECONDS)).isGreaterThan(20_000_000L);
    }
  }

  @Test
  void copiesInAndOut() throws Exception {
    String rows = "1\tsome text that is copied\n".repeat(200_000);
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("create temp table copied (id int, words text)");
      var copy = connection.unwrap(PGConnection.class).getCopyAPI();
      assertThat(copy.copyIn("copy copied from stdin", new StringReader(rows))).isEqualTo(200_000);
      StringWriter back = new StringWriter();
      copy.copyOut("copy copied to stdout", back);
      assertThat(back.toString()).isEqualTo(rows);
    }
  }

  @Test
  void honoursTheSocketTimeout() throws SQLException {
    Properties parameters = parameters();
    parameters.setProperty("socketTimeout", "1");
    long start = System.nanoTime();
    try (Connection connection = connect(parameters);
        Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.execute("select pg_sleep(30)"))
          .hasRootCauseInstanceOf(SocketTimeoutException.class);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofMillis(900), Duration.ofSeconds(10));
  }

  @Test
  void aTimedOutReadLeavesTheConnectionUsable() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("listen news");
      PGConnection driver = connection.unwrap(PGConnection.class);
      assertThat(driver.getNotifications(50)).isEmpty();
      statement.execute("notify news");
      assertThat(driver.getNotifications(1_000)).hasSize(1);
    }
  }

  @Test
  void cancelsThroughASecondSocket() throws Exception {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      CompletableFuture<Void> cancelled =
          CompletableFuture.runAsync(
              () -> {
                try {
                  statement.cancel();
                } catch (SQLException e) {
                  throw new IllegalStateException(e);
                }
              },
              CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS));
      assertThatThrownBy(() -> statement.execute("select pg_sleep(30)"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));
      cancelled.get(5, TimeUnit.SECONDS);
      assertThat(statement.execute("select 1")).isTrue();
    }
  }

  @Test
  void abortFromAnotherThreadWakesABlockedRead() throws Exception {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      CompletableFuture<Void> aborted =
          CompletableFuture.runAsync(
              () -> {
                try {
                  connection.abort(Runnable::run);
                } catch (SQLException e) {
                  throw new IllegalStateException(e);
                }
              },
              CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS));
      long start = System.nanoTime();
      assertThatThrownBy(() -> statement.execute("select pg_sleep(30)"))
          .isInstanceOf(SQLException.class);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
      aborted.get(5, TimeUnit.SECONDS);
    }
  }

  @Test
  void aMissingSocketIsNamed() {
    assertThatThrownBy(() -> connect(parameters(SOCKET_FILE.resolveSibling("absent").toString())))
        .hasStackTraceContaining("cannot connect to the socket")
        .hasStackTraceContaining("absent");
  }

  @Test
  void closedConnectionsLeaveNoOpenFiles() throws Exception {
    Path descriptors = Path.of("/proc/self/fd");
    assumeTrue(Files.isDirectory(descriptors));
    connect().close();
    long before = count(descriptors);
    for (int i = 0; i < 50; i++) {
      connect().close();
    }
    assertThat(count(descriptors)).isLessThan(before + 20);
  }

  private static Connection connect() throws SQLException {
    return connect(parameters());
  }

  private static Connection connect(Properties parameters) throws SQLException {
    return DriverManager.getConnection("jdbc:postgresql://localhost/postgres", parameters);
  }

  private static Properties parameters() {
    return parameters(SOCKET_FILE.toString());
  }

  private static Properties parameters(String path) {
    Properties parameters = new Properties();
    parameters.setProperty("user", "postgres");
    UnixSocketFactory.configure(parameters, path);
    return parameters;
  }

  private static String md5(String text) {
    try {
      var digest = MessageDigest.getInstance("MD5");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long count(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.count();
    }
  }

  private static byte[] message(char type, byte[] body) {
    var bytes = ByteBuffer.allocate(body.length + 6);
    bytes.put((byte) type).putInt(body.length + 5).put(body).put((byte) 0);
    return bytes.array();
  }

  private static void startSession(UnixSocket socket) throws IOException {
    byte[] body = "user\0postgres\0database\0postgres\0\0".getBytes(StandardCharsets.UTF_8);
    var bytes = ByteBuffer.allocate(body.length + 8);
    bytes.putInt(body.length + 8).putInt(196608).put(body);
    socket.getOutputStream().write(bytes.array());
    readUntilReady(socket, 1);
  }

  /** Reads messages until the server was ready for a query so many times; returns their bytes. */
  private static long readUntilReady(UnixSocket socket, int times) {
    try {
      InputStream raw = socket.getInputStream();
      DataInputStream input = new DataInputStream(raw);
      long total = 0;
      int ready = 0;
      while (ready < times) {
        int type = input.readUnsignedByte();
        int length = input.readInt() - 4;
        input.skipNBytes(length);
        total += length;
        if (type == 'Z') {
          ready++;
        }
      }
      return total;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
