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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Row B45 of the requirements: others are told of runs, and runs end as they would without. */
class NotifyIT {
  private static final String SLACK = "/services/T0/B0/slack-s3cret";

  private final TempPostgres server = TempPostgres.shared();
  private final String database = server.newDatabase();
  private final HookServer hook = new HookServer(200);
  private final Map<String, String> environment = new HashMap<>();
  @TempDir Path project;

  private record Answer(int exit, String out, String err) {}

  @BeforeEach
  void settings() throws IOException {
    environment.put("HOME", project.toString());
    environment.put("PATH", System.getenv("PATH"));
    environment.put("LOCKKEEPER_ACTOR", "tester");
    environment.put(
        "LOCKKEEPER_URL",
        "postgres://scram_role:p%40ss%3Aw%2Frd%2520@127.0.0.1:" + server.port() + "/" + database);
    environment.put("SLACK_URL", hook.url(SLACK));
    server.execute("postgres", "ALTER DATABASE " + database + " OWNER TO scram_role");
    Files.writeString(
        project.resolve("lockkeeper.yaml"),
        """
        project: orders
        notify:
          slack: ${SLACK_URL}
          webhook: {url: "%s", secret: "${HOOK_SECRET:-k3y-of-the-hook}"}
          cloudevents: "${EVENTS_URL:-}"
        """
            .formatted(hook.url("/hook")));
    new MigrationFolder(project.resolve("migrations"))
        .pair("1", "a", "CREATE TABLE a (id int);\n", "DROP TABLE a;\n");
  }

  @AfterEach
  void close() {
    hook.close();
  }

  @Test
  void aRunIsToldOfWhenItBeginsAndWhenItHasEnded() throws IOException {
    Answer up = call("up", "-v");

    assertThat(up.exit()).as(up.err()).isZero();
    assertThat(occasions()).containsExactly("start", "success");
    Map<String, Object> finished = document(1);
    assertThat(finished.get("run").toString())
        .contains("action=up", "project=orders", "environment=default", "actor=tester", database);
    assertThat(finished.get("migrations").toString()).contains("version=1", "outcome=applied");
    assertThat(hook.bodies(SLACK)).hasSize(2);
    assertThat(hook.bodies(SLACK).get(1)).contains("*orders* in *default*: `up` succeeded");
    assertThat(call("up").exit()).isZero();
    assertThat(occasions()).hasSize(2);
    assertThat(call("down").exit()).isZero();
    assertThat(occasions()).containsExactly("start", "success", "start", "success");
    assertNoSecret(up.out() + up.err());
  }

  @Test
  void aFailureIsToldWithItsPlace() throws IOException {
    Files.writeString(
        project.resolve("migrations/2_b.up.sql"), "\nALTER TABLE nowhere ADD COLUMN b int;\n");
    Answer up = call("up", "-o", "json");

    assertThat(up.exit()).isEqualTo(1);
    assertThat(JSON.std.mapFrom(up.out())).containsEntry("outcome", "failed-clean");
    assertThat(occasions()).containsExactly("start", "failure");
    assertThat(document(1).get("error").toString())
        .contains("sqlState=42P01", "file=migrations/2_b.up.sql", "line=2", "nowhere");
    assertThat(hook.bodies(SLACK).get(1))
        .contains("`up` failed (failed-clean), migrations done before: 1", "Next: ");
    assertNoSecret(up.out() + up.err());
  }

  @Test
  void waitingForAnotherRunIsToldWithWhoHoldsTheLock() throws Exception {
    Files.writeString(project.resolve("migrations/2_b.up.sql"), "SELECT pg_sleep(300);\n");
    Path elsewhere = Files.createDirectories(project.resolve("elsewhere"));
    Files.writeString(
        elsewhere.resolve("lockkeeper.yaml"), "project: orders\ndirs: [../migrations]\n");
    ToolProcess other = ToolProcess.start(elsewhere, environment, "up");
    ToolProcess.sleeper(server, database);
    environment.put("LOCKKEEPER_LOCK_WAIT", "300ms");

    assertThat(call("up").exit()).isEqualTo(4);
    assertThat(occasions()).containsExactly("blocked", "failure");
    assertThat(document(0).get("blocked").toString())
        .contains("lock=run", "pid ", "role scram_role", "limitMs=300");
    other.process().destroy();
    assertThat(other.exitCode()).isEqualTo(143);
  }

  @Test
  void aDatabaseThatIsNotThereIsTold() throws IOException {
    environment.put("LOCKKEEPER_URL", "postgres://app@127.0.0.1:1/orders");
    assertThat(call("up").exit()).isEqualTo(5);
    assertThat(occasions()).containsExactly("failure");
    assertThat(document(0)).containsEntry("outcome", "unreachable");
  }

  @Test
  void sigtermIsToldBeforeTheProcessEnds() throws Exception {
    Files.writeString(project.resolve("migrations/2_b.up.sql"), "SELECT pg_sleep(300);\n");
    ToolProcess tool = ToolProcess.start(project, environment, "up");
    ToolProcess.sleeper(server, database);
    tool.process().destroy();

    assertThat(tool.exitCode()).as(tool.text()).isEqualTo(143);
    assertThat(occasions()).containsExactly("start", "failure");
    assertThat(document(1)).containsEntry("outcome", "interrupted");
  }

  @Test
  void anotherProgramUnderTheLockIsToldOf() throws IOException {
    Answer run = call("run", "--", "psql-is-not-needed");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(occasions()).containsExactly("failure");
    assertThat(call("run", "--", "true").exit()).isZero();
    assertThat(occasions()).containsExactly("failure", "start");
    assertThat(document(1).get("run").toString()).contains("action=run");
  }

  @Test
  void aReceiverThatFailsIsAWarningAndNoMore() throws IOException {
    try (HookServer broken = new HookServer(403)) {
      environment.put("EVENTS_URL", broken.url("/" + "events-s3cret"));
      Answer up = call("up", "-o", "json");
      assertThat(up.exit()).isZero();
      assertThat(JSON.std.mapFrom(up.out())).containsEntry("outcome", "succeeded");
      assertThat(up.err())
          .containsOnlyOnce("warning: ")
          .contains("cloudevents at http://127.0.0.1:", "run.started: it answers 403");
      assertThat(occasions()).containsExactly("start", "success");
      assertNoSecret(up.out() + up.err());
    }
  }

  @Test
  void metricsAreWrittenAndSpansAreSent() throws IOException {
    Files.writeString(
        project.resolve("lockkeeper.yaml"),
        "project: orders\nmetrics: {file: out.prom, pushgateway: \"" + hook.url("/p") + "\"}\n");
    environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", hook.url("/otlp"));
    Answer up = call("up");
    assertThat(up.exit()).as(up.err()).isZero();
    assertThat(up.err()).doesNotContain("warning");
    String page = Files.readString(project.resolve("out.prom"));
    assertThat(page)
        .contains(
            "lockkeeper_migrations_applied_total{env=\"default\",project=\"orders\",target=\"127")
        .containsPattern("lockkeeper_statement_duration_seconds_count\\{.*} 1\n")
        .containsPattern("lockkeeper_pending_migrations\\{.*} 0.0\n")
        .contains("tool=\"lockkeeper\"");
    assertThat(hook.bodies("/otlp/v1/metrics")).hasSize(1);
    assertThat(hook.bodies("/otlp/v1/traces").get(0))
        .contains("\"name\":\"up orders\"", "\"name\":\"1_a\"");
    assertThat(hook.posts()).hasSize(3);
    assertThat(call("run", "--", "true").exit()).isZero();
    assertThat(Files.readString(project.resolve("out.prom")))
        .contains("tool=\"true\"")
        .doesNotContain("pending");
  }

  @Test
  void whatRunsNothingTellsNothingAndNeedsNoVariable() {
    assertThat(call("up", "--dry-run").exit()).isZero();
    environment.remove("SLACK_URL");
    assertThat(call("status").exit()).isZero();
    assertThat(call("plan").exit()).isZero();
    Answer up = call("up");
    assertThat(up.exit()).isEqualTo(2);
    assertThat(up.err()).contains("lockkeeper.yaml:3", "SLACK_URL, which is not set");
    assertThat(hook.posts()).isEmpty();
  }

  @Test
  void httpIsForThisMachineOnly() {
    environment.put("SLACK_URL", "http://hooks.example.com/" + "s3cret");
    Answer up = call("up");
    assertThat(up.exit()).isEqualTo(2);
    assertThat(up.err()).contains("lockkeeper.yaml:3: http is for this machine only");
    assertNoSecret(up.err());
  }

  private List<Object> occasions() throws IOException {
    return hook.bodies("/hook").stream().map(body -> parsed(body).get("occasion")).toList();
  }

  private Map<String, Object> document(int index) {
    return parsed(hook.bodies("/hook").get(index));
  }

  private static Map<String, Object> parsed(String body) {
    try {
      return JSON.std.mapFrom(body);
    } catch (IOException e) {
      throw new AssertionError(body, e);
    }
  }

  private void assertNoSecret(String printed) {
    assertThat(printed + hook.posts().stream().map(HookServer.Post::body).toList())
        .doesNotContain("s3cret", "k3y-of-the-hook", "w/rd", "w%2Frd");
  }

  private Answer call(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit = new Main(environment, project, stream(out), stream(err)).run(arguments);
    return new Answer(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
