package dev.lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/release.md tells people to write, with programs that only note how they are called. */
class ReleaseRecipesIT {
  private static final TempPostgres SERVER = TempPostgres.shared();
  private static final Path PAGE = Path.of("../docs/release.md");
  private static final String MIGRATION = "20260101000000_create_orders.up.sql";
  private static final String WAY_BACK = "20260101000000_create_orders.down.sql";

  @TempDir Path folder;
  private final String database = SERVER.newDatabase();

  @BeforeEach
  void makeProject() throws IOException {
    Files.createDirectories(folder.resolve("migrations"));
    Files.createDirectories(folder.resolve("bin"));
    Files.writeString(folder.resolve("migrations/" + MIGRATION), "CREATE TABLE orders (id int);");
    Files.writeString(folder.resolve("migrations/" + WAY_BACK), "DROP TABLE orders;");
    program(
        "lockkeeper",
        "exec "
            + Path.of(System.getProperty("java.home"), "bin", "java")
            + " -cp '"
            + System.getProperty("java.class.path")
            + "' dev.lockkeeper.cli.Main \"$@\"");
    noting("gcloud", "case \"$3\" in list) echo old;; esac");
    noting("python", "");
  }

  @Test
  @DisplayName("C1, C10: App Engine by gcloud, with a hook before the job")
  void appEngineIsReleasedAsWritten() throws IOException {
    settings(recipe("App Engine").replaceAll("(?m)^    smoke:\\R(?:      .*\\R)+", ""));
    program("set-traffic", script());
    Files.move(folder.resolve("bin/set-traffic"), folder.resolve("set-traffic"));

    String said = run(0, "release", "--image", "shop:7");

    String release = found("Release (r[0-9a-z-]+) of shop shop:7", said);
    assertThat(calls())
        .containsSubsequence(
            "python manage.py collectstatic --noinput",
            "gcloud app deploy app.yaml --no-promote --version=" + release + " --quiet",
            "gcloud app services set-traffic default --splits="
                + release
                + "=100 --split-by=random --quiet")
        .filteredOn(call -> call.startsWith("gcloud app deploy"))
        .hasSize(1);
  }

  @Test
  @DisplayName("A6: nothing is told to App Engine while the migration fails")
  void aFailedMigrationDeploysNothing() throws IOException {
    settings(recipe("App Engine").replaceAll("(?m)^    smoke:\\R(?:      .*\\R)+", ""));
    program("set-traffic", script());
    Files.move(folder.resolve("bin/set-traffic"), folder.resolve("set-traffic"));
    Files.writeString(
        folder.resolve("migrations/" + MIGRATION), "CREATE TABLE orders (id nothing);");

    assertThat(run(1, "release", "--image", "shop:7"))
        .contains("The gate is closed: old keeps all traffic.");

    assertThat(calls()).noneMatch(call -> call.contains("deploy") || call.contains("set-traffic"));
  }

  @Test
  @DisplayName("A11: two services on one database are released at once; one lock, one migration")
  void servicesOfOneDatabaseShareItsLock() throws IOException {
    settings(
        """
        services:
          orders: &service
            image: shop:1
            job: {command: [lockkeeper], args: [up]}
            command: {deploy: [gcloud, deploy, "{service}"]}
          reports: *service
        """);
    CompletableFuture<String> other =
        CompletableFuture.supplyAsync(() -> run(0, "release", "reports"));

    String said = run(0, "release", "orders") + other.join();

    assertThat(said).containsOnlyOnce("Applied 1 migration").contains("Nothing to do");
    assertThat(calls()).contains("gcloud deploy orders", "gcloud deploy reports");
    assertThat(run(0, "release", "status", "orders")).containsOnlyOnce("succeeded");
  }

  @Test
  void aServiceMustBeNamedWhereThereAreSeveral() throws IOException {
    settings(
        """
        services:
          orders: {image: a, command: {deploy: [gcloud]}}
          reports: {image: a, command: {deploy: [gcloud]}}
        """);

    assertThat(run(2, "release")).contains("orders").contains("reports");
  }

  @Test
  @DisplayName("B39: another pipeline asks for the proof of an image before it deploys")
  void verifyKnowsWhichImageIsProved() throws IOException {
    settings(
        """
        services:
          orders:
            job: {command: [lockkeeper], args: [up]}
            command: {deploy: [gcloud, deploy]}
        """);
    String digest = "sha256:" + "0123456789abcdef".repeat(4);
    run(3, "release", "verify", "--image", "shop@" + digest);

    run(0, "release", "--image", "shop@" + digest);

    assertThat(run(0, "release", "verify", "--image", digest)).contains("Proved: run ");
    run(3, "release", "verify", "--image", "shop:other");
    run(0, "down", "--all");
    run(3, "release", "verify", "--image", digest);
  }

  private static String recipe(String heading) throws IOException {
    return found(
        "### " + heading + "\\R[\\s\\S]*?```yaml\\R([\\s\\S]*?)```", Files.readString(PAGE));
  }

  private static String script() throws IOException {
    return found("```sh\\R#!/bin/sh\\R([\\s\\S]*?)```", Files.readString(PAGE));
  }

  private static String found(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as(pattern + " in " + text).isTrue();
    return matcher.group(1);
  }

  private void settings(String text) throws IOException {
    Files.writeString(folder.resolve("lockkeeper.yaml"), text);
  }

  private void noting(String name, String rest) throws IOException {
    program(name, "echo \"" + name + " $*\" >>'" + folder.resolve("calls") + "'\n" + rest);
  }

  private void program(String name, String body) throws IOException {
    Path file = folder.resolve("bin").resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private List<String> calls() throws IOException {
    return Files.readString(folder.resolve("calls")).lines().collect(Collectors.toList());
  }

  private String run(int expected, String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream both = new PrintStream(out, true, StandardCharsets.UTF_8);
    Map<String, String> environment =
        Map.of(
            "HOME", folder.toString(),
            "PATH", folder.resolve("bin") + ":" + System.getenv("PATH"),
            "LOCKKEEPER_URL", "postgres://postgres@127.0.0.1:" + SERVER.port() + "/" + database);
    int exit = new Main(environment, folder, both, both).run(words);
    String said = out.toString(StandardCharsets.UTF_8);
    assertThat(exit).as(String.join(" ", words) + "\n" + said).isEqualTo(expected);
    return said;
  }
}
