package dev.lockkeeper.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LastingEffectsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT setval('sq', 42)",
        "SELECT setval/**/('sq', 42)",
        "SELECT setval -- now\n ('sq', 42)",
        "SELECT pg_catalog . \"setval\" ('sq', 42)",
        "DO $$ BEGIN PERFORM setval /* ( */ ('s', 1); END $$",
        "DO 'BEGIN PERFORM setval(''s'', 1); END'",
        "DO 'BEGIN PERFORM set'\n'val(''s'', 1); END'",
        "SELECT query_to_xml('select setval(''s'', 1)', true, true, '')",
        "CREATE FUNCTION f() RETURNS bigint BEGIN ATOMIC SELECT setval('s', 1); END",
        "SELECT 'a\\'; SELECT ' b, setval('sq', 42) --'",
        "SELECT pg_logical_slot_get_changes('s', NULL, NULL)",
        "SELECT pg_logical_slot_get_binary_changes('s', NULL, NULL)",
        "SELECT pg_create_restore_point('here')",
        "SELECT pg_stat_reset_shared('bgwriter')",
        "SELECT pg_stat_reset()",
        "SELECT pg_drop_replication_slot('s')",
        "COPY (SELECT 1) TO PROGRAM 'cat > /tmp/STDOUT'",
        "COPY (SELECT 'STDOUT') TO '/tmp/file' /* STDOUT */",
        "COPY stdin FROM '/tmp/file'",
        "COPY (SELECT 1 FROM stdin) TO '/tmp/file'",
        "COPY t FROM PROGRAM 'cat' WHERE stdin = 1",
        "COPY (SELECT 'a\\') TO STDOUT --') TO PROGRAM 'cat'",
        "DO $$ BEGIN COPY (SELECT 1) TO PROGRAM 'cat'; END $$",
        "DO $$ BEGIN EXECUTE 'COPY t TO ''/tmp/file'''; END $$",
        "DO $$ BEGIN EXECUTE format('COPY %I TO %L', 't', '/tmp/file'); END $$",
        "DO $$ BEGIN EXECUTE 'COPY t TO ' || quote_literal('/tmp/file'); END $$",
        "CREATE OR REPLACE FUNCTION f() RETURNS void LANGUAGE sql AS 'COPY t FROM ''/tmp/file'''",
        "CREATE PROCEDURE p() LANGUAGE sql AS $f$COPY t FROM PROGRAM 'cat'$f$",
        "DO $a$$b$$c$$d$$e$$f$$g$$h$$i$$j$x$j$$i$$h$$g$$f$$e$$d$$c$$b$$a$",
      })
  void lasts(String statement) {
    assertThat(LastingEffects.of(only(statement))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "COPY t FROM STDIN",
        "COPY t (a, b) FROM stdin WITH (FORMAT csv, NULL 'PROGRAM')",
        "COPY BINARY t TO STDOUT",
        "COPY (SELECT a FROM t) TO STDOUT",
        "SELECT copy FROM t",
        "SELECT nextval('s')",
        "SELECT \"SetVal\"(1)",
        "SELECT my_setval(1)",
        "INSERT INTO t (setval) VALUES ('it''s')",
        "SELECT 1 /* setval('s', 1) */",
        "DO $$ BEGIN UPDATE t SET copy = 1; RAISE NOTICE 'Copy rows of % from old', 1; END $$",
        "INSERT INTO help VALUES ('COPY t TO ''file''')",
      })
  void isUndone(String statement) {
    assertThat(LastingEffects.of(only(statement))).isEmpty();
  }

  private static Statement only(String text) {
    // Some of these are two statements by the other reading of their backslash.
    boolean backslashEscapes = text.contains("\\'; ");
    return Script.ofQuery(text, backslashEscapes).statements().get(0);
  }
}
