package dev.lockkeeper.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.lockkeeper.testing.TempPostgres;
import dev.lockkeeper.testing.TestCertificate;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the job image's tree as a container without any right, over TCP, with no shell in it. */
class ImageIT {
  private static Path root;

  @TempDir Path folder;

  private final TempPostgres server = TempPostgres.shared();
  private Path mounts;
  private Path migrations;
  private String url;
  private Container container;

  @BeforeAll
  static void build() throws IOException {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root, for mounts");
    root = BuiltImage.tree(Variant.JOB);
  }

  @BeforeEach
  void mount() throws IOException {
    mounts = folder.resolve("mounts");
    migrations = Files.createDirectories(mounts.resolve("project/migrations"));
    Folders.copy(root.resolve("etc"), mounts.resolve("etc"));
    hosts("127.0.0.1 localhost");
    Files.writeString(mounts.resolve("etc/resolv.conf"), "nameserver 127.0.0.99\n");
    script("1_grün.up.sql", "CREATE TABLE one (id int);");
    script("1_grün.down.sql", "DROP TABLE one;");
    url = "postgres://postgres@127.0.0.1:" + server.port() + "/" + server.newDatabase();
    container = new Container(root, mounts).withImageVariables().with("DATABASE_URL", url);
  }

  @Test
  void doesWhatTheJobsVariableSaysAndAppliesWithoutOne() throws Exception {
    Container.Result up = container.run();
    assertThat(up.err()).isEmpty();
    assertThat(up.out()).contains("1 grün").contains("Applied 1 migration");
    assertThat(up.exit()).isZero();
    Container.Result status = container.with("MIGRATION_ACTION", "status").run("-o", "json");
    assertThat(status.err()).isEmpty();
    assertThat(JSON.std.mapFrom(status.out()).get("summary")).asString().contains("applied=1");
    Container.Result down = container.with("MIGRATION_ACTION", "rollback").run();
    assertThat(down.exit()).isZero();
    assertThat(container.run("status").out()).contains("0 applied, 1 pending");
  }

  @Test
  void takesItsClassesFromTheArchive() throws Exception {
    Files.writeString(
        mounts.resolve("etc/strict"),
        Files.readString(Place.in(root, Place.ARGUMENTS)).replace("-Xshare:auto", "-Xshare:on"));
    Container.Result strict =
        container.run("run", "--", Place.JAVA, "@/etc/strict", "x", "--version");
    assertThat(strict.err()).doesNotContain("shared");
    assertThat(strict.out()).contains("lockkeeper ");
    assertThat(strict.exit()).isZero();
  }

  @Test
  void speaksTlsAndScram() throws Exception {
    TestCertificate certificate = TestCertificate.make(folder, "server", "ip:127.0.0.1");
    Files.copy(certificate.certificate(), mounts.resolve("project/root.crt"));
    try (TempPostgres secured =
        TempPostgres.start(
            Map.of(
                "ssl",
                "on",
                "ssl_cert_file",
                certificate.certificate().toString(),
                "ssl_key_file",
                certificate.key().toString()))) {
      Container trusting =
          container
              .with("DATABASE_URL", "")
              .with("PGHOST", "127.0.0.1")
              .with("PGPORT", String.valueOf(secured.port()))
              .with("PGDATABASE", "postgres")
              .with("PGUSER", TempPostgres.SCRAM_ROLE)
              .with("PGPASSWORD", TempPostgres.SCRAM_PASSWORD)
              .with("PGSSLMODE", "verify-full")
              .with("PGSSLROOTCERT", "/project/root.crt");
      Container.Result status = trusting.run("status");
      assertThat(status.err()).isEmpty();
      assertThat(status.exit()).isZero();
      Container.Result unknown =
          trusting.with("PGSSLROOTCERT", SystemFiles.CERTIFICATES).run("status");
      assertThat(unknown.exit()).isNotZero();
      assertThat(unknown.err()).contains("certification path");
    }
  }

  @Test
  void resolvesNamesOfHosts() throws Exception {
    Container.Result unknown = at("nowhere.example").run("status");
    assertThat(unknown.exit()).isEqualTo(5);
    assertThat(unknown.err()).contains("nowhere.example").contains("the host name is not known");
    hosts("127.0.0.1 database.listed");
    assertThat(at("database.listed").run("status").exit()).isZero();
    try (NameServer names = NameServer.start("127.0.0.99", "database.asked")) {
      assertThat(at("database.asked").run("status").exit()).isZero();
      assertThat(at("database.other").run("status").exit()).isEqualTo(5);
    }
  }

  @Test
  void runsOtherProgramsThroughTheRelay() throws Exception {
    assertThat(container.run("up").exit()).isZero();
    Container.Result run =
        container.run("run", "--", Place.PROGRAM, "status", "-p", "/project", "-o", "json");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(JSON.std.mapFrom(run.out()).get("summary")).asString().contains("applied=1");
    assertThat(container.run("run", "--", "/nowhere/program").exit()).isNotZero();
  }

  /** As in an image that has taken the one folder, and has another C library or none. */
  @Test
  void worksWhereThereIsNothingElse() throws Exception {
    Path image = folder.resolve("image");
    for (String directory : List.of("dev", "proc", "project", "opt")) {
      Files.createDirectories(image.resolve(directory));
    }
    Folders.delete(mounts.resolve("etc"));
    Files.move(migrations.resolve("1_grün.up.sql"), migrations.resolve("1_green.up.sql"));
    Files.delete(migrations.resolve("1_grün.down.sql"));
    Folders.copy(root.resolve("opt"), mounts.resolve("opt"));
    Container bare =
        new Container(image, mounts).with("PATH", "/usr/sbin:/usr/bin:/sbin:/bin").with("X", "");
    Container.Result up = bare.run("up", "--url", url, "-o", "json");
    assertThat(up.exit()).as(up.err()).isZero();
    assertThat(JSON.std.mapFrom(up.out())).containsEntry("outcome", "succeeded");
    Container.Result child = bare.run("run", "--url", url, "--", Place.PROGRAM, "--version");
    assertThat(child.out()).as(child.err()).contains("lockkeeper ");
  }

  @Test
  void endsInOrderWhenTheEngineStopsIt() throws Exception {
    script("2_slow.up.sql", "SELECT pg_sleep(60);");
    Process process = container.start("up");
    try (BufferedReader err = process.errorReader()) {
      awaitStatement();
      process.children().findFirst().orElseThrow().destroy();
      assertThat(process.waitFor()).isEqualTo(143);
      assertThat(err.readLine()).isNotNull();
    }
    assertThat(container.run("status").out()).contains("1 applied, 1 pending");
    script("2_slow.up.sql", "SELECT 1;");
    assertThat(container.run().exit()).isZero();
  }

  @Test
  void hasNoServerOfItsOwn() throws Exception {
    Container.Result embedded = container.run("status", "--url", "embedded");
    assertThat(embedded.exit()).isEqualTo(2);
    assertThat(embedded.err()).contains("has no embedded PostgreSQL").contains("--url");
  }

  private Container at(String host) {
    return container.with("DATABASE_URL", url.replace("127.0.0.1", host));
  }

  private void script(String name, String text) throws IOException {
    Files.writeString(migrations.resolve(name), text);
  }

  private void hosts(String line) throws IOException {
    Path file = mounts.resolve("etc/hosts");
    Files.writeString(file, line + "\n");
  }

  private void awaitStatement() throws Exception {
    String database = url.substring(url.lastIndexOf('/') + 1);
    long deadline = System.nanoTime() + 60_000_000_000L;
    try (var connection = server.connect("postgres");
        var statement =
            connection.prepareStatement(
                "SELECT count(*) FROM pg_stat_activity"
                    + " WHERE datname = ? AND query LIKE '%pg_sleep%'")) {
      statement.setString(1, database);
      boolean isRunning = false;
      while (!isRunning) {
        assertThat(System.nanoTime()).isLessThan(deadline);
        try (var result = statement.executeQuery()) {
          isRunning = result.next() && result.getInt(1) > 0;
        }
        Thread.sleep(20);
      }
    }
  }
}
