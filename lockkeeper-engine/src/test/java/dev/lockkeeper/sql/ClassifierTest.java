package dev.lockkeeper.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClassifierTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "create or replace temp view v as select 1|CREATE VIEW",
        "CREATE UNIQUE INDEX i ON t (a)|CREATE INDEX",
        "CREATE UNLOGGED TABLE t (a int)|CREATE TABLE",
        "CREATE GLOBAL TEMPORARY TABLE t (a int)|CREATE TABLE",
        "CREATE MATERIALIZED VIEW m AS SELECT 1|CREATE MATERIALIZED VIEW",
        "CREATE CONSTRAINT TRIGGER x AFTER INSERT ON t EXECUTE FUNCTION f()|CREATE TRIGGER",
        "CREATE EVENT TRIGGER x ON ddl_command_end EXECUTE FUNCTION f()|CREATE EVENT TRIGGER",
        "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO x|ALTER DEFAULT PRIVILEGES",
        "WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a|INSERT",
        "WITH RECURSIVE a(x) AS (DELETE FROM t RETURNING x) SELECT * FROM a|SELECT",
        "(SELECT 1) UNION SELECT 2|SELECT",
        "LOCK t|LOCK TABLE",
        "ROLLBACK TO s|ROLLBACK TO SAVEPOINT",
        "RELEASE s|RELEASE SAVEPOINT"
      })
  void commandIsVerbAndObject(String sql, String command) {
    assertThat(classify(sql).command()).isEqualTo(command);
  }

  @ParameterizedTest
  @CsvSource({
    "BEGIN, BEGIN",
    "BEGIN WORK, BEGIN",
    "BEGIN WORK ISOLATION LEVEL SERIALIZABLE, CONTROL",
    "START TRANSACTION, BEGIN",
    "COMMIT, COMMIT",
    "COMMIT WORK, COMMIT",
    "END TRANSACTION, COMMIT",
    "COMMIT AND NO CHAIN, COMMIT",
    "COMMIT AND CHAIN, CONTROL",
    "COMMIT PREPARED 'x', CONTROL",
    "ROLLBACK, CONTROL",
    "ABORT, CONTROL",
    "SAVEPOINT s, CONTROL",
    "ROLLBACK TO SAVEPOINT s, CONTROL",
    "RELEASE s, CONTROL",
    "PREPARE TRANSACTION 'x', CONTROL",
    "PREPARE x AS SELECT 1, ALLOWED",
    "SET TRANSACTION READ ONLY, ALLOWED",
    "CALL p(), MAY_COMMIT",
    "DO 'BEGIN END', MAY_COMMIT",
    "REPACK t, ALLOWED"
  })
  void transactionControlIsKnown(String sql, Transactionality transactionality) {
    assertThat(classify(sql).transactionality()).isEqualTo(transactionality);
  }

  @Test
  void recoveryNamesWhatTheCatalogMustBeAskedFor() {
    assertThat(recovery("CREATE INDEX CONCURRENTLY \"I 1\" ON app . \"T\" (a)"))
        .isEqualTo(new Expected(Recovery.Kind.CREATE_INDEX, "app.\"I 1\"", "app.\"T\"", ""));
    assertThat(recovery("CREATE INDEX CONCURRENTLY ON t (a)"))
        .isEqualTo(new Expected(Recovery.Kind.CREATE_INDEX, "", "t", ""));
    assertThat(recovery("DROP INDEX CONCURRENTLY IF EXISTS app.i"))
        .isEqualTo(new Expected(Recovery.Kind.DROP_INDEX, "app.i", "", ""));
    assertThat(recovery("REINDEX (CONCURRENTLY, VERBOSE) INDEX app.i"))
        .isEqualTo(new Expected(Recovery.Kind.REINDEX, "app.i", "", "INDEX"));
    assertThat(recovery("REINDEX TABLE CONCURRENTLY t"))
        .isEqualTo(new Expected(Recovery.Kind.REINDEX, "", "t", "TABLE"));
    assertThat(recovery("ALTER TABLE IF EXISTS a.p DETACH PARTITION a.p1 CONCURRENTLY"))
        .isEqualTo(new Expected(Recovery.Kind.DETACH_PARTITION, "a.p1", "a.p", ""));
    assertThat(recovery("ALTER TABLE p DETACH PARTITION p1 FINALIZE"))
        .isEqualTo(new Expected(Recovery.Kind.DETACH_PARTITION, "p1", "p", ""));
    assertThat(recovery("ALTER TYPE app.mood ADD VALUE IF NOT EXISTS 'it''s' BEFORE 'ok'"))
        .isEqualTo(new Expected(Recovery.Kind.ADD_ENUM_VALUE, "app.mood", "", "it's"));
  }

  @ParameterizedTest
  @CsvSource({
    "VACUUM t, REPEATABLE",
    "ANALYZE, REPEATABLE",
    "ALTER SYSTEM SET x = 1, REPEATABLE",
    "REINDEX SCHEMA app, REPEATABLE",
    "CLUSTER, REPEATABLE",
    "CREATE DATABASE x, UNKNOWN",
    "CALL p(), UNKNOWN",
    "CREATE TABLE t (a int), NONE",
    "ALTER TABLE p DETACH PARTITION p1, NONE",
    "REINDEX TABLE t, NONE"
  })
  void recoveryKind(String sql, Recovery.Kind kind) {
    assertThat(classify(sql).recovery().kind()).isEqualTo(kind);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DISCARD ALL",
        "SELECT pg_advisory_unlock(1)",
        "SELECT pg_catalog.pg_advisory_unlock_all ()",
        "WITH x AS (SELECT \"pg_advisory_unlock_shared\"(1, 2)) SELECT * FROM x",
        "DO $$ BEGIN PERFORM pg_advisory_unlock_all(); END $$",
        "DO 'BEGIN EXECUTE ''SELECT pg_advisory_unlock(1)''; END'",
        "SET client_encoding = 'LATIN1'",
        "SET DateStyle = 'German'",
        "COPY a TO STDOUT",
        "COPY (SELECT * FROM a) TO stdout WITH (FORMAT csv)",
        "COPY a (\"to\") TO STDIN",
        "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ ONLY",
        "SET LOCAL transaction_read_only = 'on'",
        "SET LOCAL datestyle TO SQL, DMY",
        "SET LOCAL client_encoding TO win1252",
        "SET \"client_encoding\" TO sql_ascii",
        "SET NAMES 'LATIN1'",
        "SELECT set_config('client_encoding', 'LATIN1', false)",
        "SELECT set_config('client_encoding', x, false) FROM t"
      })
  void refusedAlways(String sql) {
    assertThat(classify(sql).forbidden()).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DISCARD TEMP",
        "SELECT pg_advisory_lock(1)",
        "SELECT 'pg_advisory_unlock(1)'",
        "DO $$ BEGIN /* pg_advisory_unlock(1) */ END $$",
        "CREATE FUNCTION f() RETURNS void LANGUAGE sql BEGIN ATOMIC SELECT pg_advisory_unlock(1); END",
        "SET client_encoding = 'UTF8'",
        "SET DateStyle = 'ISO, DMY'",
        "SET datestyle TO DMY",
        "COPY a TO '/tmp/stdout'",
        "COPY a TO PROGRAM 'cat'",
        "SET LOCAL TRANSACTION ISOLATION LEVEL SERIALIZABLE READ WRITE",
        "SET transaction_read_only TO off",
        "SET client_encoding TO utf8",
        "SET client_encoding TO 'utf-8'",
        "SET NAMES 'Unicode'",
        "SET NAMES",
        "SET client_encoding TO DEFAULT",
        "SELECT pg_catalog.set_config('client_encoding', 'UTF8', false)",
        "SELECT set_config('search_path', '', false)",
        "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"
      })
  void notRefused(String sql) {
    assertThat(classify(sql).forbidden()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "REPACK t",
        "ALTER GALAXY x",
        "DROP GALAXY x",
        "CREATE GALAXY x",
        "DO $$ BEGIN NULL; END $$",
        "EXECUTE p"
      })
  void unknownStatementCountsAsBlockingAndUnknown(String sql) {
    assertThat(classify(sql).lockClass()).isEqualTo(LockClass.BLOCKING);
    assertThat(classify(sql).effect().known()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CREATE INDEX CONCURRENTLY i ON t (a)|PATIENT",
        "DROP INDEX CONCURRENTLY i|PATIENT",
        "REINDEX (CONCURRENTLY) TABLE t|PATIENT",
        "ALTER TABLE t VALIDATE CONSTRAINT c|PATIENT",
        "ALTER TABLE t ALTER a SET STATISTICS 1, VALIDATE CONSTRAINT c|PATIENT",
        "ALTER TABLE t VALIDATE CONSTRAINT c, ADD COLUMN b int|BLOCKING",
        "ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY|PATIENT",
        "VACUUM (VERBOSE) t|PATIENT",
        "VACUUM FULL t|BLOCKING",
        "VACUUM (FULL, VERBOSE) t|BLOCKING",
        "VACUUM (FULL off) t|PATIENT",
        "ANALYZE t|PATIENT"
      })
  void lockClassOfWhatCannotRunInATransaction(String sql, LockClass lockClass) {
    assertThat(classify(sql).lockClass()).isEqualTo(lockClass);
  }

  private static StatementClass classify(String sql) {
    return Script.parse(sql).statements().get(0).type();
  }

  private record Expected(Recovery.Kind kind, String object, String table, String label) {}

  private static Expected recovery(String sql) {
    Recovery recovery = classify(sql).recovery();
    return new Expected(
        recovery.kind(),
        orEmpty(recovery.object()),
        orEmpty(recovery.table()),
        orEmpty(recovery.label()));
  }

  private static String orEmpty(Optional<String> text) {
    return text.orElse("");
  }
}
