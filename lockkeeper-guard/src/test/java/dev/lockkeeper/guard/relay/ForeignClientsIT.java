package dev.lockkeeper.guard.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.testing.TempPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients that use libpq: psql from the path, and psycopg 2 from pip. Without them the tests are
 * skipped, unless {@code -Dtools=required}.
 */
class ForeignClientsIT {
  private static final String PSYCOPG = "psycopg2-binary==2.9.13";
  private static final boolean REQUIRED = "required".equals(System.getProperty("tools"));

  @TempDir Path folder;

  private record Result(int exitCode, String output) {}

  private static Result run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return new Result(process.exitValue(), output);
  }

  private static void require(String tool, String... command) throws InterruptedException {
    boolean there = false;
    String reason = "";
    try {
      Result result = run(List.of(command));
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

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void psql(int major) throws Exception {
    require("psql", "psql", "--version");
    Path script =
        Files.writeString(
            folder.resolve("script.sql"),
            """
            \\set ON_ERROR_STOP on
            CREATE TABLE t (id int, body text);
            \\copy t FROM PROGRAM 'seq 1 100000 | sed "s/$/\\tabc/"'
            \\o /dev/null
            \\copy t TO STDOUT
            \\o
            DO $$ BEGIN RAISE NOTICE 'a notice'; END $$;
            SELECT count(*), sum(id) FROM t \\; SELECT 'two' AS results;
            LISTEN news;
            NOTIFY news, 'it rains';
            SELECT 'the end';
            """);
    TempPostgres server = TempPostgres.shared(major);
    try (Served served = new Served(server.newAddress(), Optional.of(folder.resolve("s")))) {
      for (String url :
          List.of(
              served.relay().address().url(), served.relay().address().socketUrl().orElseThrow())) {
        server.execute(served.relay().address().database(), "DROP TABLE IF EXISTS t");
        Result result = run(List.of("psql", "-X", url, "-f", script.toString()));
        assertThat(result.exitCode).as(result.output).isZero();
        assertThat(result.output)
            .contains("100000 | 5000050000", "a notice", "two", "it rains", "the end");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void psycopg(int major) throws Exception {
    String python = installed();
    Path script = Path.of("src/test/python/psycopg_traffic.py").toAbsolutePath();
    try (Served served = Served.ofNewDatabase(major)) {
      Result result = run(List.of(python, script.toString(), served.relay().address().url()));
      assertThat(result.exitCode).as(result.output).isZero();
      assertThat(result.output).endsWith("all is well\n");
    }
  }

  /** A virtual environment below {@code target}; gives its interpreter. */
  private static synchronized String installed() throws InterruptedException {
    Path environment = Path.of("target", "python").toAbsolutePath();
    String python = environment.resolve("bin/python").toString();
    if (!Files.exists(environment.resolve("bin/pip"))) {
      require("python3", "python3", "-m", "venv", environment.toString());
    }
    require(
        "psycopg", python, "-m", "pip", "install", "-q", "--disable-pip-version-check", PSYCOPG);
    return python;
  }
}
