package dev.lockkeeper.guard.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.testing.TempPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The plain traffic of psql, psycopg 2 and 3, and node-postgres. */
@EnabledIfSystemProperty(named = "suites", matches = "full")
class ForeignClientsIT {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void psql(int major) throws Exception {
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
        Clients.Result result = Clients.psql(url, "-f", script.toString());
        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.output())
            .contains("100000 | 5000050000", "a notice", "two", "it rains", "the end");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "14,psycopg_traffic.py",
    "18,psycopg_traffic.py",
    "14,psycopg3_traffic.py",
    "18,psycopg3_traffic.py"
  })
  void psycopg(int major, String script) throws Exception {
    try (Served served = Served.ofNewDatabase(major)) {
      assertWell(Clients.python(script, served.relay().address().url()));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void nodePostgres(int major) throws Exception {
    try (Served served = Served.ofNewDatabase(major)) {
      assertWell(Clients.node("pg_traffic.js", served.relay().address().url()));
    }
  }

  private static void assertWell(Clients.Result result) {
    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.output()).endsWith("all is well\n");
  }
}
