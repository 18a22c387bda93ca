package dev.lockkeeper.cli;

import dev.lockkeeper.testing.TempPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The command line as a process of its own, on the test's class path, without a standard input. */
record ToolProcess(Process process, Path output) {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  static ToolProcess start(Path project, String url, String... arguments) throws IOException {
    return start(project, Map.of("LOCKKEEPER_URL", url), arguments);
  }

  /** The same with variables beside those of the tests. */
  static ToolProcess start(Path project, Map<String, String> variables, String... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.lockkeeper.cli.Main"));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile("tool", ".out");
    output.toFile().deleteOnExit();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(project.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(variables);
    Process process = builder.start();
    process.getOutputStream().close();
    return new ToolProcess(process, output);
  }

  int exitCode() throws InterruptedException, IOException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the process did not end: " + text());
    }
    return process.exitValue();
  }

  String text() throws IOException {
    return Files.readString(output, StandardCharsets.UTF_8);
  }

  /** Waits until a session of the database runs {@code pg_sleep}; gives its process id. */
  static int sleeper(TempPostgres server, String database) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      List<String> found =
          query(
              server,
              database,
              "SELECT pid FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%pg_sleep%'"
                  + " AND wait_event = 'PgSleep' AND datname = current_database()");
      if (!found.isEmpty()) {
        return Integer.parseInt(found.get(0));
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    throw new AssertionError("nobody sleeps in " + database);
  }

  /** The first column of a query's rows. */
  static List<String> query(TempPostgres server, String database, String sql) throws SQLException {
    List<String> values = new ArrayList<>();
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        values.add(String.valueOf(rows.getString(1)));
      }
    }
    return values;
  }
}
