package dev.lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.testing.TempPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code relay} as a process of its own. */
class RelayCommandIT {
  private static final String SECRET = "p%40ss%3Aw%2Frd%2520";

  private final TempPostgres server = TempPostgres.shared();
  private final String database = server.newDatabase();
  @TempDir Path project;

  private ToolProcess start(String... arguments) throws IOException {
    String url =
        "postgres://"
            + TempPostgres.SCRAM_ROLE
            + ":"
            + SECRET
            + "@127.0.0.1:"
            + server.port()
            + "/"
            + database;
    return ToolProcess.start(project, url, arguments);
  }

  private static String awaitText(ToolProcess tool) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!tool.text().contains("Serving ")) {
      assertThat(System.nanoTime()).as(tool.text()).isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(20);
    }
    return tool.text();
  }

  private static Connection connect(DatabaseAddress address) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + address.port() + "/" + address.database(),
        address.user(),
        address.password().orElseThrow().reveal());
  }

  private static void signal(ToolProcess tool, String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, "" + tool.process().pid()).start().waitFor();
  }

  @Test
  void printsAUrlThatWorksUntilSigterm() throws Exception {
    ToolProcess tool = start("relay", "--socket-dir", "s");
    String[] lines = awaitText(tool).split("\n", -1);
    DatabaseAddress address = DatabaseAddress.parse(lines[0]);
    assertThat(address.host()).isEqualTo("127.0.0.1");
    assertThat(DatabaseAddress.parse(lines[1]).socketFile())
        .hasValue(project.toRealPath().resolve("s/.s.PGSQL." + address.port()).toString());
    try (Connection connection = connect(address);
        Statement statement = connection.createStatement()) {
      try (ResultSet row = statement.executeQuery("SELECT current_user || current_database()")) {
        assertThat(row.next()).isTrue();
        assertThat(row.getString(1)).isEqualTo(TempPostgres.SCRAM_ROLE + database);
      }
      signal(tool, "TERM");
      assertThat(tool.exitCode()).as(tool.text()).isZero();
      assertThatThrownBy(() -> statement.execute("SELECT 1")).isInstanceOf(SQLException.class);
    }
    assertThat(project.resolve("s")).isEmptyDirectory();
    assertThat(tool.text()).doesNotContain(TempPostgres.SCRAM_PASSWORD, SECRET);
  }

  /** As a shell without job control does to what it starts in the background. */
  private static boolean isCtrlCIgnored() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
  }

  @Test
  void printsOneJsonDocumentAndEndsWithCtrlC() throws Exception {
    assumeFalse(isCtrlCIgnored(), "SIGINT is ignored here, and a child inherits that");
    ToolProcess tool = start("relay", "-o", "json");
    String text = awaitText(tool);
    Map<String, Object> document = JSON.std.mapFrom(text.substring(0, text.indexOf("\n}") + 2));
    assertThat(document)
        .containsEntry("outcome", "succeeded")
        .containsEntry("host", "127.0.0.1")
        .containsEntry("database", database)
        .containsEntry("user", TempPostgres.SCRAM_ROLE)
        .doesNotContainKeys("socketUrl", "socketFolder");
    DatabaseAddress address = DatabaseAddress.parse(String.valueOf(document.get("url")));
    assertThat(document).containsEntry("port", address.port());
    connect(address).close();
    signal(tool, "INT");
    assertThat(tool.exitCode()).as(tool.text()).isZero();
  }

  @Test
  void saysThatAPortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      ToolProcess tool = start("relay", "--port", "" + taken.getLocalPort());
      assertThat(tool.exitCode()).isEqualTo(2);
      assertThat(tool.text()).contains("cannot listen on port " + taken.getLocalPort(), "next:");
    }
  }
}
