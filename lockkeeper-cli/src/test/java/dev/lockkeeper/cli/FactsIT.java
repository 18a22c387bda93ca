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
import java.sql.Connection;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row B46 of the requirements: what the database is like around a run. */
class FactsIT {
  private final Map<String, String> environment = new HashMap<>();
  private TempPostgres server = TempPostgres.shared();
  private String database = server.newDatabase();
  @TempDir Path project;

  private record Answer(int exit, String out, String err) {}

  @BeforeEach
  void settings() throws IOException {
    environment.put("HOME", project.toString());
    environment.put("PATH", System.getenv("PATH"));
    address();
    Files.writeString(project.resolve("lockkeeper.yaml"), "facts: true\n");
    new MigrationFolder(project.resolve("migrations"))
        .pair("1", "a", "CREATE TABLE a (id int);\n", "DROP TABLE a;\n");
  }

  private void address() {
    environment.put(
        "LOCKKEEPER_URL", "postgres://postgres@127.0.0.1:" + server.port() + "/" + database);
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void areKeptWithTheRun(int major) throws Exception {
    server = TempPostgres.shared(major);
    database = server.newDatabase();
    address();
    server.execute(
        database, "CREATE TABLE old (id int)", "INSERT INTO old VALUES (1), (1)", "ANALYZE old");
    try (Connection outsider = server.connect(database);
        Statement statement = outsider.createStatement()) {
      outsider.setAutoCommit(false);
      statement.execute("LOCK TABLE old IN ACCESS EXCLUSIVE MODE");
      Answer up = call("up", "-v", "--allow-existing");
      assertThat(up.exit()).as(up.err()).isZero();
      assertThat(up.err())
          .containsPattern("the database before: \\d+ (KiB|MiB), \\d+ sequential scans, ")
          .contains("the database after: ", "0 waiting for locks, 0 statements under way");
      outsider.rollback();
    }
    Map<?, ?> facts = (Map<?, ?>) run().get("facts");
    Map<?, ?> before = (Map<?, ?>) facts.get("before");
    assertThat(((Number) before.get("databaseBytes")).longValue()).isGreaterThan(1_000_000);
    assertThat(before.get("tables").toString()).contains("public.old", "bytes=8192");
    assertThat(((Map<?, ?>) facts.get("after")).get("tables").toString()).contains("public.a");
    assertThat(call("history", only()).out()).contains("\nbefore       ", "\nafter        ");
  }

  @Test
  void anIndexThatIsLeftInvalidIsNamed() throws Exception {
    Files.writeString(project.resolve("migrations/2_b.up.sql"), "INSERT INTO a VALUES (1), (1);\n");
    Files.writeString(
        project.resolve("migrations/3_c.up.sql"),
        "CREATE UNIQUE INDEX CONCURRENTLY a_id ON a (id);\n");
    assertThat(call("up").exit()).isEqualTo(1);
    Map<?, ?> facts = (Map<?, ?>) run().get("facts");
    assertThat(((Map<?, ?>) facts.get("before")).get("invalidIndexes")).isEqualTo(List.of());
    assertThat(facts.containsKey("after")).isTrue();
  }

  @Test
  void areKeptOfOtherProgramsAndDataScriptsToo() throws Exception {
    assertThat(call("run", "--", "true").exit()).isZero();
    assertThat(((Map<?, ?>) run().get("facts")).keySet().toString()).isEqualTo("[after, before]");
    Files.createDirectories(project.resolve("seeds"));
    Files.writeString(project.resolve("seeds/1.sql"), "SELECT 1;\n");
    Answer seed = call("seed", "-v");
    assertThat(seed.exit()).as(seed.err()).isZero();
    assertThat(seed.err()).contains("the database before: ", "the database after: ");
  }

  @Test
  void aRunDoesNotFailBecauseOfThem() {
    server.execute("postgres", "ALTER DATABASE " + database + " OWNER TO scram_role");
    server.execute(
        database, "REVOKE EXECUTE ON FUNCTION pg_catalog.pg_database_size(name) FROM PUBLIC");
    environment.put(
        "LOCKKEEPER_URL",
        "postgres://scram_role:p%40ss%3Aw%2Frd%2520@127.0.0.1:" + server.port() + "/" + database);
    Answer up = call("up");
    assertThat(up.exit()).as(up.err()).isZero();
    assertThat(up.err()).contains("facts: what the database is like is not known: ");
  }

  @Test
  void areNotReadUnlessAskedFor() throws Exception {
    Files.writeString(project.resolve("lockkeeper.yaml"), "facts: false\n");
    assertThat(call("up", "-v").err()).doesNotContain("the database before");
    assertThat(run()).doesNotContainKey("facts");
  }

  private String only() throws Exception {
    return ToolProcess.query(server, database, "SELECT id FROM lockkeeper.run").get(0);
  }

  private Map<String, Object> run() throws Exception {
    Map<String, Object> document = JSON.std.mapFrom(call("history", only(), "-o", "json").out());
    Map<String, Object> run = new HashMap<>();
    ((Map<?, ?>) ((List<?>) document.get("runs")).get(0))
        .forEach((key, value) -> run.put(key.toString(), value));
    return run;
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
