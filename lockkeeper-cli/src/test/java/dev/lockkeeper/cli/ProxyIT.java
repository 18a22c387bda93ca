package dev.lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.lockkeeper.testing.MigrationFolder;
import dev.lockkeeper.testing.SystemProcess;
import dev.lockkeeper.testing.TempPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands that reach their database through a proxy, which they start and end. */
@Timeout(300)
class ProxyIT {
  private static final String SCRIPT =
      """
      import os, socket, sys, threading, time

      def carry(source, target):
          try:
              while data := source.recv(65536):
                  target.sendall(data)
              target.shutdown(socket.SHUT_WR)
          except OSError:
              pass

      def serve(client):
          server = socket.create_connection(("127.0.0.1", int(sys.argv[2])))
          threading.Thread(target=carry, args=(client, server), daemon=True).start()
          carry(server, client)

      open("pid." + str(os.getpid()), "w").close()
      print("the fake proxy starts", flush=True)
      if sys.argv[3] == "fails":
          sys.exit("no credentials")
      if sys.argv[3] == "hangs":
          time.sleep(1000)
      listener = socket.socket()
      listener.bind(("127.0.0.1", int(sys.argv[1])))
      listener.listen(100)
      while True:
          client, _ = listener.accept()
          threading.Thread(target=serve, args=(client,), daemon=True).start()
      """;

  private final TempPostgres server = TempPostgres.shared();
  private final String database = server.newDatabase();

  /** Leads nowhere without a proxy. */
  private final String url = "postgres://postgres@db.invalid/" + database;

  @TempDir Path project;

  @BeforeEach
  void project() throws IOException {
    new MigrationFolder(project.resolve("migrations"))
        .file("1_one.up.sql", "CREATE TABLE one (id int);");
    Files.writeString(project.resolve("proxy.py"), SCRIPT);
    proxy("works");
  }

  private void proxy(String mode) throws IOException {
    Files.writeString(
        project.resolve("lockkeeper.yaml"),
        "proxy: {command: [python3, proxy.py, \"{port}\", \""
            + server.port()
            + "\", "
            + mode
            + "]}\n");
  }

  @AfterEach
  void nothingIsLeftRunning() throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (proxies().stream().anyMatch(SystemProcess::isRunning)) {
      assertThat(System.nanoTime()).as("left running").isLessThan(deadline);
      Thread.sleep(10);
    }
  }

  private List<Long> proxies() throws IOException {
    try (Stream<Path> files = Files.list(project)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.startsWith("pid."))
          .map(name -> Long.parseLong(name.substring(4)))
          .toList();
    }
  }

  private ToolProcess run(int exitCode, String... arguments) throws Exception {
    ToolProcess tool = ToolProcess.start(project, url, arguments);
    assertThat(tool.exitCode()).as(tool.text()).isEqualTo(exitCode);
    return tool;
  }

  @Test
  void appliesThroughTheProxy() throws Exception {
    assertThat(run(0, "up").text())
        .contains("Reaching db.invalid:5432/" + database + " through python3 on port ")
        .doesNotContain("the fake proxy starts");
    assertThat(ToolProcess.query(server, database, "SELECT version FROM lockkeeper.migration"))
        .containsExactly("1");
    assertThat(run(0, "status", "-v").text())
        .contains("proxy from lockkeeper.yaml:1: python3", "the fake proxy starts");
    assertThat(proxies()).hasSize(2);
  }

  @Test
  void saysWhyAProxyFailed() throws Exception {
    proxy("fails");
    ToolProcess tool = run(5, "up", "-o", "json");
    String text = tool.text();
    assertThat(JSON.std.mapFrom(text.substring(text.indexOf('{'), text.indexOf("\n}") + 2)))
        .containsEntry("outcome", "unreachable");
    assertThat(text)
        .contains("python3 has ended by itself, with exit code 1, before the database answered")
        .contains("\n  the fake proxy starts", "\n  no credentials");
  }

  @Test
  void sigtermStopsTheWaitForAProxy() throws Exception {
    proxy("hangs");
    ToolProcess tool = ToolProcess.start(project, url, "up");
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (proxies().isEmpty()) {
      assertThat(System.nanoTime()).as(tool.text()).isLessThan(deadline);
      Thread.sleep(10);
    }
    tool.process().destroy();
    assertThat(tool.exitCode()).as(tool.text()).isEqualTo(143);
    assertThat(tool.text()).contains("error: interrupted while python3 started");
  }

  /** What a stopped run has to do goes through the proxy, so that it must not end before. */
  @Test
  void sigtermStillCancelsAndRecordsThroughTheProxy() throws Exception {
    new MigrationFolder(project.resolve("migrations"))
        .file("2_two.up.sql", "SELECT pg_sleep(1000);");
    ToolProcess tool = ToolProcess.start(project, url, "up");
    ToolProcess.sleeper(server, database);
    tool.process().destroy();
    assertThat(tool.exitCode()).as(tool.text()).isEqualTo(143);
    assertThat(tool.text()).contains("error: the run was interrupted").doesNotContain("by itself");
    assertThat(ToolProcess.query(server, database, "SELECT outcome FROM lockkeeper.run"))
        .containsExactly("interrupted");
  }

  @Test
  void tellsThatTheProxyHasDied() throws Exception {
    new MigrationFolder(project.resolve("migrations"))
        .file("2_two.up.sql", "SELECT pg_sleep(1000);");
    ToolProcess tool = ToolProcess.start(project, url, "up");
    ToolProcess.sleeper(server, database);
    ProcessHandle.of(proxies().get(0)).orElseThrow().destroyForcibly();
    assertThat(tool.exitCode()).as(tool.text()).isEqualTo(5);
    assertThat(tool.text())
        .contains("warning: python3 has ended by itself, with exit code 137", "error: ");
    server.execute(
        database,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' AND"
            + " datname = current_database() AND pid <> pg_backend_pid()");
  }

  @Test
  void doctorLooksAtItAndThroughIt() throws Exception {
    assertThat(run(0, "doctor", "--live").text())
        .contains("the program of the proxy is there", "connected to 127.0.0.1:");
    proxy("fails");
    assertThat(run(3, "doctor", "--live").text())
        .contains("python3 has ended by itself", "no credentials");
    Files.writeString(
        project.resolve("lockkeeper.yaml"), "proxy: {command: [cloud-sql-prox, \"{port}\"]}\n");
    assertThat(run(3, "doctor").text()).contains("there is no program cloud-sql-prox");
  }
}
