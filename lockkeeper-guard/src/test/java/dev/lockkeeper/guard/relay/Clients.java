package dev.lockkeeper.guard.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * Clients written by others: psql from the path, the drivers of Python and Node below {@code
 * target}. Where one cannot be had the test is skipped, unless {@code -Dtools=required}. The
 * versions stand with those of the migration tools, which the command line's tests install; the
 * drivers are installed here as well, since those tests come later and bring all the tools.
 */
public final class Clients {
  private static final Path VERSIONS =
      Path.of("..", "lockkeeper-cli", "src", "test", "tools", "versions.properties");
  private static final boolean REQUIRED = "required".equals(System.getProperty("tools"));

  private Clients() {}

  /** How a program ended. */
  public record Result(int exitCode, String output) {}

  /** Runs a program to its end. */
  public static Result run(List<String> command) throws IOException, InterruptedException {
    return run(command, Map.of());
  }

  private static Result run(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return new Result(process.exitValue(), output);
  }

  /** Runs psql. */
  public static Result psql(String... arguments) throws IOException, InterruptedException {
    require("psql", List.of("psql", "--version"));
    List<String> command = new ArrayList<>(List.of("psql", "-X"));
    command.addAll(List.of(arguments));
    return run(command);
  }

  /** Runs a script of {@code src/test/python} with psycopg 2 and 3. */
  public static Result python(String script, String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(interpreter(), Path.of("src/test/python", script).toAbsolutePath().toString()));
    command.addAll(List.of(arguments));
    return run(command);
  }

  /** Runs a script of {@code src/test/node} with node-postgres. */
  public static Result node(String script, String... arguments)
      throws IOException, InterruptedException {
    String modules = modules();
    List<String> command =
        new ArrayList<>(
            List.of("node", Path.of("src/test/node", script).toAbsolutePath().toString()));
    command.addAll(List.of(arguments));
    return run(command, Map.of("NODE_PATH", modules));
  }

  private static synchronized String interpreter() throws InterruptedException {
    Path environment = Path.of("target", "python").toAbsolutePath();
    String python = environment.resolve("bin/python").toString();
    if (!Files.exists(environment.resolve("bin/pip"))) {
      require("python3", List.of("python3", "-m", "venv", environment.toString()));
    }
    List<String> install =
        new ArrayList<>(
            List.of(python, "-m", "pip", "install", "-q", "--disable-pip-version-check"));
    for (String name : List.of("psycopg2-binary", "psycopg", "psycopg-binary")) {
      install.add(name + "==" + version("pip." + name));
    }
    require("psycopg", install);
    return python;
  }

  private static synchronized String modules() throws IOException, InterruptedException {
    Path folder = Files.createDirectories(Path.of("target", "node").toAbsolutePath());
    if (!Files.exists(folder.resolve("node_modules/pg"))) {
      require(
          "node-postgres",
          List.of(
              "npm",
              "install",
              "--prefix",
              folder.toString(),
              "--no-package-lock",
              "--no-audit",
              "--no-fund",
              "--ignore-scripts",
              "pg@" + version("npm.pg")));
    }
    return folder.resolve("node_modules").toString();
  }

  private static String version(String key) {
    Properties versions = new Properties();
    try (Reader reader = Files.newBufferedReader(VERSIONS)) {
      versions.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return versions.getProperty(key);
  }

  private static void require(String tool, List<String> command) throws InterruptedException {
    boolean there = false;
    String reason;
    try {
      Result result = run(command);
      there = result.exitCode == 0;
      reason = result.output;
    } catch (IOException e) {
      reason = String.valueOf(e.getMessage());
    }
    if (REQUIRED) {
      assertThat(there).as(tool + " is needed: " + reason).isTrue();
    }
    Assumptions.assumeTrue(there, tool + " cannot be had: " + reason);
  }
}
