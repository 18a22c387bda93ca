package dev.lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.testing.FakeCloudSql;
import dev.lockkeeper.testing.MigrationFolder;
import dev.lockkeeper.testing.TempPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The distribution, and the connector that it brings, before a Cloud SQL that is no cloud. */
@Timeout(300)
class CloudSqlIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String LEDGER = "SELECT version FROM lockkeeper.migration";

  private final TempPostgres server = TempPostgres.shared();
  private final FakeCloudSql cloud = FakeCloudSql.start(server);
  private final String database = server.newDatabase();
  @TempDir Path folder;
  private Path home;
  private Path project;

  @BeforeEach
  void unpack() throws Exception {
    Child tar = Child.start(folder, Map.of(), "tar", "xzf", System.getProperty("distribution"));
    assertThat(tar.waitFor(PATIENCE)).as(tar.output()).isZero();
    try (Stream<Path> unpacked = Files.list(folder)) {
      home = unpacked.findFirst().orElseThrow();
    }
    project = Files.createDirectories(folder.resolve("project"));
    new MigrationFolder(project.resolve("migrations"))
        .file("1_one.up.sql", "CREATE TABLE one (id int);");
  }

  @AfterEach
  void end() {
    cloud.close();
  }

  /** The address of the instance's socket, which is not here. */
  private String url() {
    String parameters =
        cloud.parameters(folder).entrySet().stream()
            .map(each -> "&" + each.getKey() + "=" + each.getValue())
            .collect(Collectors.joining());
    return "postgres://postgres@/"
        + database
        + "?host=/cloudsql/"
        + FakeCloudSql.INSTANCE
        + parameters;
  }

  private String run(int exitCode, String... arguments) throws Exception {
    String[] command =
        Stream.concat(Stream.of(home.resolve("bin/lockkeeper").toString()), Stream.of(arguments))
            .toArray(String[]::new);
    Map<String, String> environment = new HashMap<>();
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("LOCKKEEPER_URL", url());
    Child tool = Child.start(project, environment, command);
    assertThat(tool.waitFor(PATIENCE)).as(tool.output()).isEqualTo(exitCode);
    return tool.output();
  }

  @Test
  void appliesAndRunsByTheConnectorWhereThereIsNoSocket() throws Exception {
    assertThat(run(0, "up", "-v"))
        .contains("cloud sql from default: by Google's connector, since there is no /cloudsql/")
        .doesNotContain("SLF4J");
    assertThat(ToolProcess.query(server, database, LEDGER)).containsExactly("1");
    assertThat(run(0, "doctor", "--live")).contains("connected to " + FakeCloudSql.INSTANCE + "/");
    String sql =
        "import os; print('at', os.environ['PGHOST'], os.environ['PGPORT'], os.environ['PGUSER'])";
    assertThat(run(0, "run", "--", "python3", "-c", sql)).contains("at 127.0.0.1 ", " postgres\n");
  }

  @Test
  void saysWhatItNeedsWhereTheConnectorIsMissing() throws Exception {
    Files.delete(home.resolve("lib/lockkeeper-cloud-sql.jar"));
    assertThat(run(5, "up")).contains("error: ", "/cloudsql/" + FakeCloudSql.INSTANCE);
    assertThat(cloud.requests()).isEmpty();
    assertThat(run(2, "up", "--url", "postgres://a@/b?cloudSqlInstance=" + FakeCloudSql.INSTANCE))
        .contains("Google's connector is not installed", "lockkeeper-cloud-sql.jar");
  }
}
