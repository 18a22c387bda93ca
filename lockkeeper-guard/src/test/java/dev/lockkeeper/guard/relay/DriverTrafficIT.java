package dev.lockkeeper.guard.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.postgresql.copy.CopyManager;
import org.postgresql.util.PSQLException;

/** The JDBC driver's normal traffic through the relay, on both servers. */
class DriverTrafficIT {
  private static final int COPY_BYTES = 50 << 20;

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void simpleAndExtendedQueries(int major) throws SQLException {
    try (Served served = Served.ofNewDatabase(major)) {
      for (String mode : new String[] {"simple", "extended"}) {
        try (Connection connection = served.connect("preferQueryMode", mode);
            Statement statement = connection.createStatement()) {
          assertThat(Served.ask(connection, "SELECT current_user"))
              .isEqualTo(served.relay().address().user());
          statement.execute(
              "CREATE TEMP TABLE t (id int, body text); INSERT INTO t VALUES (1, 'a')");
          try (PreparedStatement insert =
              connection.prepareStatement("INSERT INTO t VALUES (?, ?)")) {
            for (int i = 2; i <= 500; i++) {
              insert.setInt(1, i);
              insert.setString(2, "x".repeat(i));
              insert.addBatch();
            }
            insert.executeBatch();
          }
          assertThat(Served.ask(connection, "SELECT count(*) FROM t")).isEqualTo("500");
          assertThatThrownBy(() -> statement.execute("SELECT 1 FROM nowhere"))
              .isInstanceOf(SQLException.class)
              .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("42P01"));
          assertThat(Served.ask(connection, "SELECT sum(length(body)) FROM t")).isEqualTo("125250");
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void cursorsAndTransactions(int major) throws SQLException {
    try (Served served = Served.ofNewDatabase(major);
        Connection connection = served.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.setFetchSize(7);
      int rows = 0;
      try (ResultSet set = statement.executeQuery("SELECT generate_series(1, 1000)")) {
        while (set.next()) {
          rows++;
        }
      }
      assertThat(rows).isEqualTo(1000);
      statement.execute("CREATE TEMP TABLE gone ()");
      connection.rollback();
      assertThat(Served.ask(connection, "SELECT to_regclass('gone') IS NULL")).isEqualTo("t");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void copyInBothDirections(int major) throws Exception {
    try (Served served = Served.ofNewDatabase(major);
        Connection connection = served.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TEMP TABLE t (body text)");
      CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
      int lines = COPY_BYTES / 1024;
      long copied = copy.copyIn("COPY t FROM STDIN", new Lines(lines));
      assertThat(copied).isEqualTo(lines);
      Counting out = new Counting();
      assertThat(copy.copyOut("COPY t TO STDOUT", out)).isEqualTo(lines);
      assertThat(out.count).isEqualTo(lines * 1024L);
      assertThatThrownBy(
              () -> copy.copyIn("COPY t (nowhere) FROM STDIN", InputStream.nullInputStream()))
          .isInstanceOf(PSQLException.class);
      assertThat(Served.ask(connection, "SELECT count(*) FROM t")).isEqualTo("" + lines);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void largeValues(int major) throws Exception {
    try (Served served = Served.ofNewDatabase(major);
        Connection connection = served.connect();
        PreparedStatement statement = connection.prepareStatement("SELECT md5(?), ?")) {
      byte[] large = new byte[24 << 20];
      Arrays.fill(large, (byte) 'x');
      String text = new String(large, StandardCharsets.US_ASCII);
      statement.setString(1, text);
      statement.setBytes(2, large);
      try (ResultSet row = statement.executeQuery()) {
        assertThat(row.next()).isTrue();
        assertThat(row.getString(1)).isEqualTo(md5(large));
        assertThat(row.getBytes(2)).isEqualTo(large);
      }
    }
  }

  private static String md5(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void noticesAndNotifications(int major) throws SQLException {
    try (Served served = Served.ofNewDatabase(major);
        Connection listener = served.connect();
        Connection speaker = served.connect();
        Statement listen = listener.createStatement();
        Statement speak = speaker.createStatement()) {
      speak.execute("DO $$ BEGIN RAISE NOTICE 'look here'; END $$");
      assertThat(speak.getWarnings().getMessage()).isEqualTo("look here");
      listen.execute("LISTEN news");
      speak.execute("NOTIFY news, 'it rains'");
      PGNotification[] news = listener.unwrap(PGConnection.class).getNotifications(10_000);
      assertThat(news).hasSize(1);
      assertThat(news[0].getParameter()).isEqualTo("it rains");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void cancelsAStatementAndNoOther(int major) throws Exception {
    try (Served served = Served.ofNewDatabase(major);
        Connection one = served.connect();
        Connection other = served.connect();
        Statement sleep = one.createStatement();
        Statement rest = other.createStatement()) {
      CompletableFuture<String> slept = later(sleep);
      CompletableFuture<String> rested = later(rest);
      TimeUnit.MILLISECONDS.sleep(300);
      sleep.cancel();
      assertThat(slept.get(20, TimeUnit.SECONDS)).isEqualTo("57014");
      assertThat(rested).isNotDone();
      assertThat(Served.ask(one, "SELECT 1")).isEqualTo("1");
      rest.cancel();
      assertThat(rested.get(20, TimeUnit.SECONDS)).isEqualTo("57014");
    }
  }

  private static CompletableFuture<String> later(Statement statement) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            statement.execute("SELECT pg_sleep(60)");
            return "slept";
          } catch (SQLException e) {
            return e.getSQLState();
          }
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void tellsTheRealProcessIdAndPassesParametersOn(int major) throws SQLException {
    try (Served served = Served.ofNewDatabase(major);
        Connection connection =
            served.connect("ApplicationName", "tool", "options", "-c work_mem=3MB")) {
      assertThat(Served.ask(connection, "SELECT pg_backend_pid()"))
          .isEqualTo("" + connection.unwrap(PGConnection.class).getBackendPID());
      assertThat(Served.ask(connection, "SHOW application_name")).isEqualTo("tool");
      assertThat(Served.ask(connection, "SHOW work_mem")).isEqualTo("3MB");
      assertThat(connection.unwrap(PGConnection.class).getParameterStatus("server_version"))
          .startsWith("" + major);
    }
  }

  /** Lines of a kilobyte each. */
  private static final class Lines extends InputStream {
    private final byte[] line = ("x".repeat(1023) + "\n").getBytes(StandardCharsets.US_ASCII);
    private long left;

    Lines(int lines) {
      this.left = lines * 1024L;
    }

    @Override
    public int read() {
      return left-- <= 0 ? -1 : line[1023 - (int) (left % 1024)];
    }

    @Override
    public int read(byte[] bytes, int offset, int count) {
      int start = (int) ((1024 - left % 1024) % 1024);
      int given = (int) Math.min(Math.min(count, 1024 - start), left);
      if (given <= 0) {
        return -1;
      }
      System.arraycopy(line, start, bytes, offset, given);
      left -= given;
      return given;
    }
  }

  private static final class Counting extends OutputStream {
    private long count;

    @Override
    public void write(int b) {
      count++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      count += length;
    }
  }
}
