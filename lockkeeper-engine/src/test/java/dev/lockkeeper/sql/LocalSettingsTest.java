package dev.lockkeeper.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalSettingsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SET LOCAL search_path = a | [search_path]",
        "set /* here */ local Lock_Timeout TO '1s' | [lock_timeout]",
        "SET LOCAL \"my\".setting = 1 | [my.setting]",
        "SET LOCAL TIME ZONE 'UTC' | [timezone]",
        "SET LOCAL ROLE r | [role]",
        "SET LOCAL SESSION AUTHORIZATION r | [session_authorization]",
        "SELECT set_config('Role', 'r', true) | [role]",
        "SELECT pg_catalog.\"set_config\"('a.b', (SELECT 'r'), 1 = 1) | [a.b]",
        "SELECT set_config(n, v, true) FROM t | [a setting that set_config() names]",
        "DO $$ BEGIN SET LOCAL role = r; PERFORM set_config('a', 'b', true); END $$ | [a, role]",
        "SET search_path = a | []",
        "SET SESSION search_path = a | []",
        "SELECT set_config('a', 'b', false) | []",
        "SELECT set_config('a', 'b', 'f') | []",
        "SELECT set_config('a', 'b', is_local => false) | []",
        "UPDATE t SET local = 1 | []",
        "SELECT 'SET LOCAL role = r' | []",
        "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'SET LOCAL role = r' | []",
      })
  void namesThem(String statement, String expected) {
    assertThat(LocalSettings.of(Script.ofQuery(statement, false).statements().get(0)))
        .hasToString(expected);
  }
}
