package dev.lockkeeper.guard.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.guard.relay.Clients;
import dev.lockkeeper.testing.TempPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What other clients send is recorded as the server's log has it. */
class ForeignRecordIT {
  private static final TempPostgres NEW = TempPostgres.start(18, ServerLog.SETTINGS);
  private static final TempPostgres OLD = TempPostgres.start(14, ServerLog.SETTINGS);

  @TempDir Path folder;

  @AfterAll
  static void stop() {
    NEW.close();
    OLD.close();
  }

  private interface Program {
    Clients.Result run(String url) throws Exception;
  }

  private static Facts recorded(int major, Program program) throws Exception {
    TempPostgres server = major == 14 ? OLD : NEW;
    try (Recording recording = new Recording(server.newAddress())) {
      Clients.Result result = program.run(recording.served().relay().address().url());
      assertThat(result.exitCode()).as(result.output()).isZero();
      recording.end();
      ServerLog.assertSame(server, recording);
      assertThat(recording.log()).isEmpty();
      assertThat(recording.records().toString()).doesNotContain("hidden value");
      return recording.facts();
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
    Facts facts = recorded(major, url -> Clients.python(script, url));
    assertThat(facts.definitions().relations()).contains("t");
    assertThat(facts.unanswered()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void nodePostgres(int major) throws Exception {
    Facts facts = recorded(major, url -> Clients.node("pg_traffic.js", url));
    assertThat(facts.data().statements()).isEqualTo(201);
    assertThat(facts.failed()).as("two that only read have failed by themselves").isZero();
    assertThat(facts.unanswered()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void psql(int major) throws Exception {
    Path script =
        Files.writeString(
            folder.resolve("script.sql"),
            """
            CREATE TABLE t (id int PRIMARY KEY, body text DEFAULT 'kept');
            \\copy t FROM PROGRAM 'seq 1 1000 | sed "s/$/\\tabc/"'
            COPY t FROM STDIN;
            2000\thidden value
            \\.
            COPY t FROM STDIN;
            1\thidden value
            \\.
            SELECT count(*) FROM t \\; SELECT 'hidden value' \\; BEGIN \\; UPDATE t SET body = 'x' \\; COMMIT;
            SELECT 1 \\; SELECT * FROM missing \\; SELECT 2;
            SELECT 'unfinished;
            ';
            BEGIN;
            SAVEPOINT a;
            INSERT INTO t VALUES (1);
            ROLLBACK TO a;
            INSERT INTO t VALUES (3000);
            COMMIT;
            PREPARE s AS SELECT $1::int;
            EXECUTE s (5);
            DECLARE c CURSOR WITH HOLD FOR SELECT * FROM t;
            FETCH 10 FROM c;
            CREATE INDEX CONCURRENTLY i ON t (body);
            CREATE FUNCTION f(a int) RETURNS int BEGIN ATOMIC SELECT 1; SELECT a; END;
            BEGIN;
            INSERT INTO t VALUES (4000);
            INSERT INTO t VALUES (1);
            COMMIT;
            """);
    Facts facts = recorded(major, url -> Clients.psql(url, "-f", script.toString()));
    assertThat(facts.definitions().statements()).isEqualTo(3);
    assertThat(facts.data().relations()).containsExactly("t");
    assertThat(facts.data().statements()).as("two COPYs, an UPDATE, an INSERT").isEqualTo(4);
    assertThat(facts.failed()).as("a COPY and an INSERT").isEqualTo(2);
  }
}
