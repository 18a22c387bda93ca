package dev.lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.google.fake.FakeAccount;
import dev.lockkeeper.google.fake.FakeSecretManager;
import dev.lockkeeper.google.fake.FakeServer;
import dev.lockkeeper.testing.LocalCertificate;
import dev.lockkeeper.testing.MigrationFolder;
import dev.lockkeeper.testing.TempPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The distribution, whose address and password are in a Secret Manager that is no cloud. */
@Timeout(300)
class SecretsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String ACCOUNT = "deploy@orders.iam.gserviceaccount.com";
  private static final String PASSWORD = TempPostgres.SCRAM_PASSWORD;
  private static final String ROLE = "roles/secretmanager.secretAccessor";

  private final TempPostgres server = TempPostgres.shared();
  private final FakeSecretManager secrets = new FakeSecretManager();
  private final FakeServer google = FakeServer.start(secrets);
  private final String database = server.newDatabase();
  private final Map<String, String> environment = new HashMap<>();
  @TempDir static Path unpacked;
  private static Path home = Path.of("");
  @TempDir Path folder;
  private Path project;

  @BeforeAll
  static void unpack() throws Exception {
    Child tar = Child.start(unpacked, Map.of(), "tar", "xzf", System.getProperty("distribution"));
    assertThat(tar.waitFor(PATIENCE)).as(tar.output()).isZero();
    try (Stream<Path> files = Files.list(unpacked)) {
      home = files.findFirst().orElseThrow();
    }
  }

  @BeforeEach
  void store() throws Exception {
    project = Files.createDirectories(folder.resolve("project"));
    new MigrationFolder(project.resolve("migrations"))
        .file("1_one.up.sql", "CREATE TABLE one (id int);");
    server.execute("postgres", "ALTER DATABASE " + database + " OWNER TO scram_role");
    environment.put("LOCKKEEPER_SECRET_MANAGER_ENDPOINT", "http://127.0.0.1:" + google.port());
    environment.put("POSTGRES_HOST", "sm://orders/host/1");
    environment.put("POSTGRES_PORT", "sm://orders/all/1#port");
    environment.put("POSTGRES_DATABASE_NAME", "sm://orders/all/1#database");
    environment.put("POSTGRES_USER", "sm://orders/all/1#user");
    environment.put("POSTGRES_PASSWORD", "sm://orders/password");
    secrets.add("projects/orders/secrets/host", "127.0.0.1\n");
    secrets.add(
        "projects/orders/secrets/all",
        "{\"port\": %d, \"database\": \"%s\", \"user\": \"%s\"}"
            .formatted(server.port(), database, TempPostgres.SCRAM_ROLE));
    secrets.add("projects/orders/secrets/password", "of yesterday");
    secrets.add("projects/orders/secrets/password", PASSWORD);
  }

  @AfterEach
  void end() {
    google.close();
  }

  /** As the launcher starts it, without its preparations. */
  private Child start(List<String> options, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp"));
    command.add(home.resolve("lib/lockkeeper.jar").toString());
    command.add("dev.lockkeeper.cli.Main");
    command.addAll(List.of(arguments));
    return Child.start(project, environment, command.toArray(String[]::new));
  }

  private String run(int exitCode, String... arguments) throws Exception {
    return end(exitCode, start(List.of(), arguments));
  }

  private static String end(int exitCode, Child tool) throws Exception {
    assertThat(tool.waitFor(PATIENCE)).as(tool.output()).isEqualTo(exitCode);
    assertThat(tool.output()).doesNotContain(PASSWORD).doesNotContain("SLF4J");
    return tool.output();
  }

  @Test
  void b32_d6_d12_migratesWithEveryPartOfTheAddressInSecrets() throws Exception {
    assertThat(run(0, "up", "-v"))
        .contains("database host from POSTGRES_HOST (environment): sm://orders/host version 1: ***")
        .contains("sm://orders/password version 2: ***")
        .containsOnlyOnce("this time it is sm://orders/password/2");
    assertThat(ToolProcess.query(server, database, "SELECT to_regclass('one')"))
        .containsExactly("one");
    assertThat(google.calls()).hasSize(3);
    String run = ToolProcess.query(server, database, "SELECT id FROM lockkeeper.run").get(0);
    assertThat(run(0, "history", run))
        .containsSubsequence(
            "secret       sm://orders/all/1\n",
            "secret       sm://orders/host/1\n",
            "secret       sm://orders/password/2\n");
  }

  @Test
  void aProgramGetsTheRelayAndNoSecret() throws Exception {
    // The password, put together so that it does not stand in the program.
    String program =
        """
        import os
        password = '%s' + '%s'
        print(os.environ['POSTGRES_HOST'], password in str(os.environ), 'and the password', password)
        """
            .formatted(PASSWORD.substring(0, 4), PASSWORD.substring(4));
    Files.writeString(project.resolve("look.py"), program);
    assertThat(run(0, "run", "--", "python3", "look.py"))
        .contains("127.0.0.1 False and the password ***");
  }

  @Test
  void c14_namesTheAccountAndTheRoleThatItLacksOverTls() throws Exception {
    LocalCertificate certificate = new LocalCertificate();
    secrets.deny(ACCOUNT, "projects/orders/secrets/password");
    environment.put(
        "GOOGLE_APPLICATION_CREDENTIALS", FakeAccount.writeKey(folder, ACCOUNT).toString());
    List<String> trust =
        List.of(
            "-Djavax.net.ssl.trustStore=" + certificate.trustStore(folder),
            "-Djavax.net.ssl.trustStorePassword=" + LocalCertificate.TRUST_STORE_PASSWORD);
    try (FakeServer tls =
        FakeServer.startWithTls(certificate.certificate(), certificate.key(), secrets)) {
      environment.put("LOCKKEEPER_SECRET_MANAGER_ENDPOINT", "https://localhost:" + tls.port());
      assertThat(end(2, start(trust, "up")))
          .contains("POSTGRES_PASSWORD (environment): the account " + ACCOUNT + " may not read")
          .contains("sm://orders/password/latest")
          .contains("--role=" + ROLE + " --member=serviceAccount:" + ACCOUNT)
          .contains("Nothing was sent to the database.");
      environment.put("POSTGRES_PASSWORD", "sm://orders/password-2/1");
      secrets.add("projects/orders/secrets/password-2", PASSWORD);
      assertThat(end(0, start(trust, "up"))).contains("1_one");
    }
  }

  @Test
  void saysWhatItNeedsWhereTheClientIsMissing() throws Exception {
    Path jar = home.resolve("lib/lockkeeper-google.jar");
    Path elsewhere = Files.move(jar, folder.resolve("google.jar"));
    try {
      assertThat(run(2, "up"))
          .contains("sm://orders/host/1 cannot be read: Google's client is not installed")
          .contains("lockkeeper-google.jar");
      environment.put("LOCKKEEPER_URL", server.jdbcUrl(database));
      assertThat(run(0, "up")).contains("1_one");
    } finally {
      Files.move(elsewhere, jar);
    }
  }

  @Test
  void loadsNothingOfGooglesWithoutAReference() throws Exception {
    assertThat(loadedOfGoogle("status")).anyMatch(line -> line.contains(" io.grpc."));
    environment.put("LOCKKEEPER_URL", server.jdbcUrl(database));
    assertThat(loadedOfGoogle("status")).isEmpty();
  }

  /** Which classes a command loads of Google's and of what comes with them. */
  private List<String> loadedOfGoogle(String command) throws Exception {
    Path log = folder.resolve("classes.log");
    end(0, start(List.of("-Xlog:class+load:file=" + log), command));
    return Files.readAllLines(log).stream()
        .filter(line -> line.matches(".* (com\\.google|io\\.grpc|dev\\.lockkeeper\\.google)\\..*"))
        .toList();
  }
}
