package dev.lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The example of a release without a gap: the parts of it, and the whole by its one command. */
class ReleaseExampleIT {
  private static final Path EXAMPLE = Path.of("../examples/release").toAbsolutePath().normalize();

  @TempDir Path folder;

  @Test
  @DisplayName("A12: the example's settings lead through every step of the gate")
  void theSettingsAreRight() {
    assertThat(run("release", "--image", "shop:2", "--dry-run"))
        .containsSubsequence(
            "check", "job ", "migrate", "prove", "deploy", "ready", "smoke", "traffic", "50 %",
            "100 %", "drain", "post");
  }

  @Test
  void theMigrationsOfBothVersionsGoUpAndDown() {
    assertThat(run("up")).contains("Applied 2 migrations").contains("20260615090100_drop_name");
    assertThat(run("up", "--phase", "post")).contains("Applied 1 migration as batch 2");
    assertThat(run("down", "--all")).contains("Undid 3 migrations");
    assertThat(run("up", "--phase", "all")).contains("Applied 3 migrations");
  }

  @Test
  void theProgramsCompileWithoutWarnings() throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
        Stream<Path> sources = Files.list(EXAMPLE.resolve("src"))) {
      boolean compiles =
          compiler
              .getTask(
                  new OutputStreamWriter(said, StandardCharsets.UTF_8),
                  files,
                  null,
                  List.of("-Xlint:all", "-Werror", "-proc:none", "-d", folder.toString()),
                  null,
                  files.getJavaFileObjectsFromPaths(sources.toList()))
              .call();
      assertThat(compiles).as(said.toString(StandardCharsets.UTF_8)).isTrue();
    }
  }

  @Test
  @EnabledIfSystemProperty(
      named = "suites",
      matches = "full",
      disabledReason = "it releases three times; -Dsuites=full runs it")
  @DisplayName("A5, A6, A12: users see no failure while a release needs another schema")
  void usersSeeNothingOfTheReleases() throws IOException {
    Map<String, String> ports = Map.of("SHOP_PORT", freePort(), "SHOP_ADMIN_PORT", freePort());
    Child child = Child.start(EXAMPLE, ports, "demo");
    int exit = child.waitFor(Duration.ofMinutes(10));
    assertThat(exit).as(child.output()).isZero();
    assertThat(child.output())
        .containsPattern("Released shop:2 as \\S+ in")
        .contains("keeps all traffic")
        .contains("failures: 0\n")
        .containsPattern("shop:1 as \\S+: [1-9][0-9]* answers")
        .containsPattern("shop:2 as \\S+: [1-9][0-9]* answers")
        .doesNotContain("shop:3 as ");
  }

  private static String freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return String.valueOf(socket.getLocalPort());
    }
  }

  /** On a copy, so that the example's own database stays as it is. */
  private String run(String... words) {
    copyOnce();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit =
        new Main(
                Map.of("HOME", folder.toString(), "PATH", System.getenv("PATH")),
                folder.resolve("examples/release"),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8))
            .run(words);
    assertThat(exit).as(String.join(" ", words) + "\n" + out + err).isZero();
    return out.toString(StandardCharsets.UTF_8);
  }

  private void copyOnce() {
    Path target = folder.resolve("examples/release");
    if (Files.exists(target)) {
      return;
    }
    try (Stream<Path> files = Files.walk(EXAMPLE)) {
      for (Path file : files.filter(ReleaseExampleIT::isSource).toList()) {
        Path copy = target.resolve(EXAMPLE.relativize(file).toString());
        Files.createDirectories(Files.isDirectory(file) ? copy : copy.getParent());
        if (!Files.isDirectory(file)) {
          Files.copy(file, copy);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isSource(Path file) {
    String name = EXAMPLE.relativize(file).toString();
    return !name.startsWith(".lockkeeper") && !name.startsWith("target");
  }
}
