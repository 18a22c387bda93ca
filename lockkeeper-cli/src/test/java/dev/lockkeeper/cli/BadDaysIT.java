package dev.lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.testing.MigrationFolder;
import dev.lockkeeper.testing.TempPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Servers that die, signals that come, disks that fill: nothing is lost, and a plain up finishes.
 */
class BadDaysIT {
  @TempDir Path project;

  private MigrationFolder migrations;

  private record Result(int exitCode, String text) {}

  @BeforeEach
  void twoMigrations() {
    migrations =
        new MigrationFolder(project.resolve("migrations"))
            .pair("1", "a", "CREATE TABLE a (id int);\n", "DROP TABLE a;\n")
            .pair("2", "b", "CREATE TABLE b (id int);\nSELECT pg_sleep(300);\n", "DROP TABLE b;\n");
  }

  /** Rows B24 and B26 of the requirements: SIGTERM cancels, records, frees the lock. */
  @Test
  void sigtermInTheMiddleOfAStatement() throws Exception {
    TempPostgres server = TempPostgres.shared();
    String database = server.newDatabase();
    ToolProcess tool = ToolProcess.start(project, url(server, database), "up");
    ToolProcess.sleeper(server, database);
    long signal = System.nanoTime();
    tool.process().destroy();
    assertThat(tool.exitCode()).as(tool.text()).isEqualTo(143);
    assertThat(System.nanoTime() - signal).isLessThan(TimeUnit.SECONDS.toNanos(10));
    assertThat(tool.text()).contains("interrupted", "2_b was rolled back", "next:");
    assertThat(ToolProcess.query(server, database, "SELECT outcome FROM lockkeeper.run"))
        .containsExactly("interrupted");
    assertNobodyThere(server, database);
    assertFinishes(server, database);
  }

  @Test
  void theServerDiesInTheMiddleAndComesBack() throws Exception {
    try (TempPostgres server = TempPostgres.start(Map.of())) {
      String database = server.newDatabase();
      CompletableFuture<Result> up = later(server, database, "up");
      ToolProcess.sleeper(server, database);
      server.kill9();
      server.restart();
      Result result = up.get(60, TimeUnit.SECONDS);
      assertThat(result.exitCode()).as(result.text()).isEqualTo(5);
      assertThat(result.text()).contains("error: ", "next:");
      assertFinishes(server, database);
    }
  }

  @Test
  void theServerDiesInTheMiddleAndStaysAway() throws Exception {
    try (TempPostgres server = TempPostgres.start(Map.of())) {
      String database = server.newDatabase();
      project("connect-timeout: 2s");
      CompletableFuture<Result> up = later(server, database, "up");
      ToolProcess.sleeper(server, database);
      server.kill9();
      Result result = up.get(120, TimeUnit.SECONDS);
      assertThat(result.exitCode()).as(result.text()).isEqualTo(5);
      assertThat(result.text()).contains("error: ", "next:");
      server.restart();
      assertFinishes(server, database);
    }
  }

  @Test
  void somebodyCancelsTheStatement() throws Exception {
    TempPostgres server = TempPostgres.shared();
    String database = server.newDatabase();
    CompletableFuture<Result> up = later(server, database, "up");
    int pid = ToolProcess.sleeper(server, database);
    server.execute(database, "SELECT pg_cancel_backend(" + pid + ")");
    Result result = up.get(60, TimeUnit.SECONDS);
    assertThat(result.exitCode()).as(result.text()).isEqualTo(1);
    assertThat(result.text()).contains("57014", "migrations/2_b.up.sql:2:1", "rolled back");
    assertFinishes(server, database);
  }

  @Test
  void somebodyEndsTheSession() throws Exception {
    TempPostgres server = TempPostgres.shared();
    String database = server.newDatabase();
    CompletableFuture<Result> up = later(server, database, "up");
    int pid = ToolProcess.sleeper(server, database);
    server.execute(database, "SELECT pg_terminate_backend(" + pid + ")");
    Result result = up.get(60, TimeUnit.SECONDS);
    assertThat(result.exitCode()).as(result.text()).isEqualTo(5);
    assertFinishes(server, database);
  }

  @Test
  void somebodyEndsTheSessionOfAProcedureThatCommits() throws Exception {
    TempPostgres server = TempPostgres.shared();
    String database = server.newDatabase();
    migrations.file(
        "2_b.up.sql",
        """
        -- lockkeeper: transaction=off
        CREATE TABLE b (id int);
        DO $$ BEGIN INSERT INTO b VALUES (1); COMMIT; PERFORM pg_sleep(300); END $$;
        INSERT INTO b VALUES (2);
        """);
    CompletableFuture<Result> up = later(server, database, "up");
    int pid = ToolProcess.sleeper(server, database);
    server.execute(database, "SELECT pg_terminate_backend(" + pid + ")");
    Result result = up.get(60, TimeUnit.SECONDS);
    assertThat(result.exitCode()).as(result.text()).isEqualTo(5);
    assertThat(result.text())
        .contains("2_b is applied up to statement 1", "a person has to decide");
    Result again = run(server, database, "up");
    assertThat(again.exitCode()).as(again.text()).isEqualTo(6);
    assertThat(again.text()).contains("statement 2 is in doubt", "resume --skip");
    Result skipped = run(server, database, "resume", "--skip");
    assertThat(skipped.exitCode()).as(skipped.text()).isZero();
    assertThat(ToolProcess.query(server, database, "SELECT id FROM b ORDER BY 1"))
        .containsExactly("1", "2");
    assertThat(run(server, database, "status", "--check").exitCode()).isZero();
  }

  @Test
  void aReplicaIsReadAndRefusedForWriting() throws Exception {
    try (TempPostgres server = TempPostgres.start(Map.of())) {
      String database = server.newDatabase();
      migrations.file("2_b.up.sql", "CREATE TABLE b (id int);\n");
      assertThat(run(server, database, "up", "--to", "1").exitCode()).isZero();
      String data = ToolProcess.query(server, database, "SHOW data_directory").get(0);
      server.stop();
      Files.createFile(Path.of(data, "standby.signal"));
      server.restart();
      for (String command : List.of("status", "plan", "verify", "history")) {
        Result result = run(server, database, command);
        assertThat(result.exitCode()).as(command + "\n" + result.text()).isZero();
      }
      for (String command : List.of("up", "down", "resume")) {
        Result result = run(server, database, command);
        assertThat(result.exitCode()).as(command + "\n" + result.text()).isEqualTo(3);
        assertThat(result.text()).contains("replica", "Use the address of the primary");
      }
      assertThat(ToolProcess.query(server, database, "SELECT version FROM lockkeeper.migration"))
          .containsExactly("1");
    }
  }

  @Test
  void aFullDiskLosesNothing() throws Exception {
    TempPostgres server = TempPostgres.shared();
    String database = server.newDatabase();
    Path disk = Files.createDirectory(project.resolve("disk"));
    Assumptions.assumeTrue(mount("tmpfs", "-osize=2m", disk), "mounting a small disk needs root");
    try {
      Path owner = Path.of(ToolProcess.query(server, database, "SHOW data_directory").get(0));
      Path space = Files.createDirectory(disk.resolve("space"));
      openTheWay(space);
      Files.setOwner(space, Files.getOwner(owner));
      server.execute(database, "CREATE TABLESPACE small_" + database + " LOCATION '" + space + "'");
      migrations.file(
          "2_b.up.sql",
          "CREATE TABLE b (t text) TABLESPACE small_%s;\nINSERT INTO b SELECT repeat('x', 1000) FROM generate_series(1, 20000);\n"
              .formatted(database));
      Result full = run(server, database, "up");
      assertThat(full.exitCode()).as(full.text()).isEqualTo(1);
      assertThat(full.text()).contains("53100", "2_b.up.sql:2:1", "2_b was rolled back");
      assertThat(mount("tmpfs", "-oremount,size=200m", disk)).isTrue();
      Result again = run(server, database, "up");
      assertThat(again.exitCode()).as(again.text()).isZero();
      assertThat(ToolProcess.query(server, database, "SELECT count(*) FROM b"))
          .containsExactly("20000");
      assertThat(run(server, database, "down").exitCode()).isZero();
      server.execute(database, "DROP TABLE IF EXISTS b", "DROP TABLESPACE small_" + database);
    } finally {
      new ProcessBuilder("umount", "-l", disk.toString()).start().waitFor();
    }
  }

  /** Row C6 of the requirements: nothing asks, whatever it would have to ask. */
  @Test
  void nothingAsksWithoutATerminal() throws Exception {
    TempPostgres server = TempPostgres.shared();
    String database = server.newDatabase();
    migrations.file("2_b.up.sql", "CREATE TABLE b (id int);\n");
    project(
        "environments:\n  default: {url: '%s', protected: true}".formatted(url(server, database)));
    ToolProcess up = ToolProcess.start(project, url(server, database), "up");
    assertThat(up.exitCode()).as(up.text()).isZero();
    ToolProcess down = ToolProcess.start(project, url(server, database), "down", "--all");
    assertThat(down.exitCode()).as(down.text()).isEqualTo(3);
    assertThat(down.text()).contains("--confirm default");
    ToolProcess scram =
        ToolProcess.start(
            project, "postgres://scram_role@127.0.0.1:" + server.port() + "/" + database, "status");
    assertThat(scram.exitCode()).as(scram.text()).isEqualTo(2);
  }

  @Test
  void statusWaitsUntilNothingIsPending() throws Exception {
    TempPostgres server = TempPostgres.shared();
    String database = server.newDatabase();
    migrations.file("2_b.up.sql", "CREATE TABLE b (id int);\n");
    CompletableFuture<Result> wait = later(server, database, "status", "--wait");
    TimeUnit.MILLISECONDS.sleep(1500);
    assertThat(wait).isNotDone();
    assertThat(run(server, database, "up").exitCode()).isZero();
    Result result = wait.get(30, TimeUnit.SECONDS);
    assertThat(result.exitCode()).isZero();
    assertThat(result.text()).contains("2 applied, 0 pending");
  }

  /** The mended migration runs, both are there once, and the ledger agrees. */
  private void assertFinishes(TempPostgres server, String database) throws Exception {
    assertThat(ToolProcess.query(server, database, "SELECT version FROM lockkeeper.migration"))
        .containsExactly("1");
    assertThat(ToolProcess.query(server, database, "SELECT to_regclass('b')"))
        .containsExactly("null");
    migrations.file("2_b.up.sql", "CREATE TABLE b (id int);\n");
    Result up = run(server, database, "up");
    assertThat(up.exitCode()).as(up.text()).isZero();
    assertThat(run(server, database, "status", "--check").exitCode()).isZero();
    assertThat(run(server, database, "verify").exitCode()).isZero();
    assertThat(
            ToolProcess.query(
                server,
                database,
                "SELECT version FROM lockkeeper.event WHERE kind = 'applied' ORDER BY id"))
        .containsExactly("1", "2");
    assertNobodyThere(server, database);
  }

  private static void assertNobodyThere(TempPostgres server, String database) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    String others =
        "SELECT query FROM pg_stat_activity WHERE datname = current_database()"
            + " AND pid <> pg_backend_pid()";
    List<String> found = ToolProcess.query(server, database, others);
    // One of them may be the session of the question before.
    while (!found.isEmpty() && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(20);
      found = ToolProcess.query(server, database, others);
    }
    assertThat(found).isEmpty();
  }

  private void project(String settings) throws IOException {
    Files.writeString(project.resolve("lockkeeper.yaml"), "project: p\n" + settings + "\n");
  }

  private static String url(TempPostgres server, String database) {
    return "postgres://postgres@127.0.0.1:" + server.port() + "/" + database;
  }

  private CompletableFuture<Result> later(TempPostgres server, String database, String... words) {
    return CompletableFuture.supplyAsync(() -> run(server, database, words));
  }

  private Result run(TempPostgres server, String database, String... words) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      Map<String, String> environment = Map.of("LOCKKEEPER_URL", url(server, database));
      int exit = new Main(environment, project, stream, stream).run(words);
      return new Result(exit, bytes.toString(StandardCharsets.UTF_8));
    }
  }

  private static boolean mount(String type, String options, Path folder) throws Exception {
    try {
      return new ProcessBuilder("mount", "-t", type, options, type, folder.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Lets the server's user into the folders above one. */
  private void openTheWay(Path folder) throws IOException {
    for (Path at = folder; at != null && at.startsWith(project); at = at.getParent()) {
      Files.setPosixFilePermissions(
          at, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }
}
