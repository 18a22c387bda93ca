package dev.lockkeeper.guard.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.settings.Secret;
import dev.lockkeeper.testing.TempPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Two hundred connections and a COPY of a gigabyte in each direction, through a relay in a heap of
 * 64 MB, whether it records what passes or not; without the full suites the COPY has 50 MB.
 */
@EnabledIfSystemProperty(named = "suites", matches = "full")
class RelayHeapIT {
  private static final boolean FULL = "full".equals(System.getProperty("suites"));
  private static final int MEGABYTES = FULL ? 1024 : 50;
  private static final int CONNECTIONS = 200;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void twoHundredConnectionsAndALargeCopy(boolean recording) throws Exception {
    try (TempPostgres server = TempPostgres.start(Map.of("max_connections", "250"))) {
      Process relay = start(server, recording);
      try (BufferedReader said =
          new BufferedReader(
              new InputStreamReader(relay.getInputStream(), StandardCharsets.UTF_8))) {
        DatabaseAddress address = DatabaseAddress.parse(said.readLine());
        List<Connection> open = openAll(address);
        for (Connection each : open) {
          assertThat(Served.ask(each, "SELECT 1")).isEqualTo("1");
        }
        copy(open.get(0));
        for (Connection each : open) {
          assertThat(Served.ask(each, "SELECT 1")).isEqualTo("1");
          each.close();
        }
        relay.getOutputStream().close();
        assertThat(relay.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(relay.exitValue()).isZero();
      } finally {
        relay.destroyForcibly();
      }
    }
  }

  private static Process start(TempPostgres server, boolean recording) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:MaxDirectMemorySize=32m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                RelayMain.class.getName(),
                "postgres://postgres@127.0.0.1:" + server.port() + "/postgres"));
    if (recording) {
      command.add("record");
    }
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static List<Connection> openAll(DatabaseAddress address) throws Exception {
    List<CompletableFuture<Connection>> opening = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      opening.add(CompletableFuture.supplyAsync(() -> connect(address)));
    }
    List<Connection> open = new ArrayList<>();
    for (CompletableFuture<Connection> each : opening) {
      open.add(each.get(120, TimeUnit.SECONDS));
    }
    return open;
  }

  private static Connection connect(DatabaseAddress address) {
    try {
      return DriverManager.getConnection(
          "jdbc:postgresql://127.0.0.1:" + address.port() + "/" + address.database(),
          address.user(),
          address.password().map(Secret::reveal).orElse(""));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void copy(Connection connection) throws Exception {
    byte[] megabyte = ("x".repeat(1023) + "\n").repeat(1024).getBytes(StandardCharsets.US_ASCII);
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE UNLOGGED TABLE large (body text)");
      CopyIn in =
          connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY large FROM STDIN");
      for (int i = 0; i < MEGABYTES; i++) {
        in.writeToCopy(megabyte, 0, megabyte.length);
      }
      assertThat(in.endCopy()).isEqualTo(MEGABYTES * 1024L);
      Counter out = new Counter();
      connection.unwrap(PGConnection.class).getCopyAPI().copyOut("COPY large TO STDOUT", out);
      assertThat(out.count).isEqualTo(MEGABYTES * 1024L * 1024L);
    }
  }

  private static final class Counter extends OutputStream {
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
