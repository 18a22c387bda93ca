package dev.lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.lockkeeper.testing.MigrationFolder;
import dev.lockkeeper.testing.TempPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Row D10 of the requirements: log entries that Cloud Logging can file under their run. */
class LogsIT {
  private static final String GOOGLE = "logging.googleapis.com/";
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  private final TempPostgres server = TempPostgres.shared();
  private final String database = server.newDatabase();
  private final Map<String, String> environment = new HashMap<>();
  private int exit;
  private String err = "";
  @TempDir Path project;

  @BeforeEach
  void settings() {
    environment.put("HOME", project.toString());
    environment.put("PATH", System.getenv("PATH"));
    environment.put(
        "LOCKKEEPER_URL", "postgres://postgres@127.0.0.1:" + server.port() + "/" + database);
    environment.put("CLOUD_RUN_JOB", "migrate");
    new MigrationFolder(project.resolve("migrations"))
        .pair("1", "a", "CREATE TABLE a (id int);\n", "DROP TABLE a;\n");
  }

  @Test
  void entriesOfARunAreOneOperationWithLabels() throws Exception {
    List<Map<String, Object>> entries = call("up");

    assertThat(exit).isZero();
    assertThat(entries)
        .extracting(entry -> entry.get("message"))
        .satisfiesExactly(
            first -> assertThat(first).isEqualTo("up begins on " + target()),
            applied -> assertThat(applied.toString()).startsWith("✓ 1 a"),
            last -> assertThat(last).isEqualTo("up has ended: succeeded"),
            summary -> assertThat(summary.toString()).startsWith("Applied 1 migration"));
    assertThat(entries).allSatisfy(entry -> assertThat(entry).containsKeys("severity", "time"));
    String run = ToolProcess.query(server, database, "SELECT id FROM lockkeeper.run").get(0);
    assertThat(operation(entries.get(0)))
        .isEqualTo(Map.of("id", run, "producer", "lockkeeper", "first", true));
    assertThat(operation(entries.get(1))).isEqualTo(Map.of("id", run, "producer", "lockkeeper"));
    assertThat(operation(entries.get(2)))
        .isEqualTo(Map.of("id", run, "producer", "lockkeeper", "last", true));
    assertThat(entries.get(1).get(GOOGLE + "labels"))
        .isEqualTo(Map.of("run_id", run, "target", target(), "version", "1"));
    assertThat(entries.get(1)).containsEntry("outcome", "applied").containsEntry("statements", 1);
    assertThat(entries.get(2)).containsEntry("outcome", "succeeded");
  }

  @Test
  void aFailureIsTheLastEntryAndNamesTheLine() throws IOException {
    Files.writeString(project.resolve("migrations/2_b.up.sql"), "\nSELECT nothing;\n");
    List<Map<String, Object>> entries = call("up");

    assertThat(exit).isEqualTo(1);
    Map<String, Object> last = entries.get(entries.size() - 1);
    assertThat(last)
        .containsEntry("severity", "ERROR")
        .containsEntry("code", "statement-failed")
        .containsEntry(
            GOOGLE + "sourceLocation", Map.of("file", "migrations/2_b.up.sql", "line", "2"));
    assertThat(operation(last)).containsEntry("last", true);
    assertThat(entries.stream().filter(e -> operation(e).containsKey("last"))).hasSize(1);
  }

  @Test
  void aMigrationThatNeedsAPersonIsCritical() throws IOException {
    Files.writeString(
        project.resolve("migrations/2_b.up.sql"),
        "-- lockkeeper: transaction=off\nDO $$ BEGIN INSERT INTO a VALUES (1); COMMIT; PERFORM 1/0;"
            + " END $$;\n");
    List<Map<String, Object>> entries = call("up");
    assertThat(exit).isEqualTo(6);
    assertThat(entries.get(entries.size() - 1)).containsEntry("severity", "CRITICAL");
  }

  @Test
  void waitingForAnotherRunIsANotice() throws Exception {
    Files.writeString(project.resolve("migrations/2_b.up.sql"), "SELECT pg_sleep(300);\n");
    ToolProcess other = ToolProcess.start(project, environment, "up");
    ToolProcess.sleeper(server, database);
    environment.put("LOCKKEEPER_LOCK_WAIT", "300ms");
    List<Map<String, Object>> entries = call("up");
    other.process().destroy();

    assertThat(exit).isEqualTo(4);
    assertThat(entries.get(0)).containsEntry("severity", "NOTICE");
    assertThat(entries.get(0).get("message").toString()).startsWith("waiting for another run: pid");
    assertThat(other.exitCode()).isEqualTo(143);
  }

  @Test
  void theTraceOfTheBuildIsNamed() {
    environment.put("TRACEPARENT", "00-" + TRACE + "-00f067aa0ba902b7-01");
    environment.put("GOOGLE_CLOUD_PROJECT", "shop");
    assertThat(call("status"))
        .isNotEmpty()
        .allSatisfy(
            entry ->
                assertThat(entry)
                    .containsEntry(GOOGLE + "trace", "projects/shop/traces/" + TRACE)
                    .containsEntry(GOOGLE + "spanId", "00f067aa0ba902b7")
                    .containsEntry(GOOGLE + "trace_sampled", true));
    environment.remove("GOOGLE_CLOUD_PROJECT");
    assertThat(call("status"))
        .isNotEmpty()
        .allSatisfy(e -> assertThat(e.toString()).doesNotContain(TRACE));
  }

  @Test
  void whatAnotherProgramPrintsIsOneEntryALine() {
    String script =
        "echo; echo plain; echo 'WARN [x] \"quoted\"' >&2; printf 'Traceback (most recent call last):\\n' >&2;"
            + " head -c 100000 /dev/zero | tr '\\0' 'x'; echo; printf 'no end'";
    List<Map<String, Object>> entries =
        call("run", "--", "sh", "-c", script).stream()
            .filter(entry -> entry.containsKey("stream"))
            .toList();

    assertThat(exit).as(err).isZero();
    assertThat(entries).allSatisfy(entry -> assertThat(entry).containsEntry("tool", "sh"));
    assertThat(of("stdout", entries))
        .satisfiesExactly(
            plain -> assertThat(plain).isEqualTo("INFO plain"),
            cut -> assertThat(cut).hasSize("INFO ".length() + 16 * 1024 + 2).endsWith("x …"),
            unended -> assertThat(unended).isEqualTo("INFO no end"));
    assertThat(of("stderr", entries))
        .containsExactly("WARNING WARN [x] \"quoted\"", "ERROR Traceback (most recent call last):");
    assertThat(entries).allSatisfy(e -> assertThat(operation(e)).containsKey("id"));
  }

  @Test
  void aVariableDecides() throws IOException {
    environment.put("LOCKKEEPER_LOG", "json");
    Map<String, Object> applied = call("up").get(1);
    assertThat(applied)
        .containsEntry("severity", "INFO")
        .containsEntry("version", "1")
        .containsEntry("target", target())
        .containsKeys("run_id", "time");
    assertThat(applied.keySet()).noneMatch(key -> key.startsWith(GOOGLE));
    environment.put("LOCKKEEPER_LOG", "text");
    assertThat(run("status")).startsWith("  applied");
    environment.put("LOCKKEEPER_LOG", "xml");
    run("status");
    assertThat(exit).isEqualTo(2);
    assertThat(err).contains("LOCKKEEPER_LOG is gcp, json or text, not xml");
    environment.put("LOCKKEEPER_LOG", "GCP");
    assertThat(JSON.std.mapFrom(run("up", "-o", "json"))).containsEntry("action", "up");
  }

  private String target() {
    return "127.0.0.1:" + server.port() + "/" + database;
  }

  private static Map<Object, Object> operation(Map<String, Object> entry) {
    return new HashMap<>((Map<?, ?>) entry.getOrDefault(GOOGLE + "operation", Map.of()));
  }

  private static List<String> of(String stream, List<Map<String, Object>> entries) {
    return entries.stream()
        .filter(entry -> entry.get("stream").equals(stream))
        .map(entry -> entry.get("severity") + " " + entry.get("message"))
        .toList();
  }

  /** The entries in the order in which they were printed. */
  private List<Map<String, Object>> call(String... arguments) {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(both, true, StandardCharsets.UTF_8);
    exit = new Main(environment, project, stream, stream).run(arguments);
    err = both.toString(StandardCharsets.UTF_8);
    return err.lines().map(LogsIT::parsed).toList();
  }

  private static Map<String, Object> parsed(String line) {
    try {
      return JSON.std.mapFrom(line);
    } catch (IOException e) {
      throw new AssertionError(line, e);
    }
  }

  /** What is on standard output. */
  private String run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream error = new ByteArrayOutputStream();
    exit =
        new Main(
                environment,
                project,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(error, true, StandardCharsets.UTF_8))
            .run(arguments);
    err = error.toString(StandardCharsets.UTF_8);
    return out.toString(StandardCharsets.UTF_8);
  }
}
