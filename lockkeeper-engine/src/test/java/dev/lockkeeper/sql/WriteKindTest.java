package dev.lockkeeper.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WriteKindTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "CREATE TABLE t (id int) | DEFINITION",
        "CREATE TABLE t AS SELECT 1 | DEFINITION",
        "SELECT 1 AS a INTO t | DEFINITION",
        "ALTER TABLE t ADD a int | DEFINITION",
        "DROP INDEX CONCURRENTLY i | DEFINITION",
        "GRANT SELECT ON t TO r | DEFINITION",
        "COMMENT ON TABLE t IS 'x' | DEFINITION",
        "CREATE TEMP TABLE t (id int) | NONE",
        "INSERT INTO t VALUES (1) | DATA",
        "WITH a AS (DELETE FROM t RETURNING *) SELECT * FROM a | DATA",
        "WITH a AS (SELECT 1) UPDATE t SET x = 1 | DATA",
        "COPY t FROM STDIN | DATA",
        "COPY t (a, b) FROM '/tmp/x' | DATA",
        "COPY (SELECT * FROM t) TO STDOUT | NONE",
        "COPY t TO STDOUT | NONE",
        "TRUNCATE t | DATA",
        "SELECT * FROM t WHERE a = 'INSERT INTO t' | NONE",
        "SELECT * FROM t FOR UPDATE | NONE",
        "SELECT count(*) FROM t | NONE",
        "SELECT version(), current_schema() | NONE",
        "SELECT something_of_ours() | UNKNOWN",
        "EXPLAIN UPDATE t SET a = 1 | NONE",
        "EXPLAIN ANALYZE UPDATE t SET a = 1 | UNKNOWN",
        "EXPLAIN (COSTS off, ANALYZE) UPDATE t SET a = 1 | UNKNOWN",
        "DO $$ BEGIN END $$ | UNKNOWN",
        "CALL p() | UNKNOWN",
        "EXECUTE s | UNKNOWN",
        "PREPARE s AS INSERT INTO t VALUES (1) | UNKNOWN",
        "PREPARE s (int, text) AS WITH a AS (DELETE FROM t RETURNING *) TABLE a | UNKNOWN",
        "PREPARE s AS SELECT something_of_ours() | UNKNOWN",
        "PREPARE \"as\" (int) AS SELECT $1 AS n | NONE",
        "PREPARE TRANSACTION 'x' | NONE",
        "BEGIN | NONE",
        "SET x = 1 | NONE",
        "VACUUM t | NONE",
        "LOCK TABLE t | NONE",
      })
  void tellsWhatChanges(String statement, WriteKind expected) {
    assertThat(WriteKind.of(Script.ofQuery(statement, false).statements().get(0)))
        .isEqualTo(expected);
  }
}
