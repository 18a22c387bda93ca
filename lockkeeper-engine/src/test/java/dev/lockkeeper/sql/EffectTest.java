package dev.lockkeeper.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the text alone must tell or must not claim; {@code LocksIT} asks the server. */
class EffectTest {

  @Test
  void createdNamesAreFolded() {
    assertThat(effect("CREATE TABLE App.\"Users\" (Id int REFERENCES Other (id))"))
        .isEqualTo(new Effect(true, Set.of("app.\"Users\""), Set.of("other")));
    assertThat(effect("ALTER TABLE \"app\".\"a.\"\"b\" ADD COLUMN c int").touches())
        .containsExactly("app.\"a.\"\"b\"");
    assertThat(effect("CREATE INDEX Idx ON App.Users (id)"))
        .isEqualTo(new Effect(true, Set.of("app.idx"), Set.of("app.users")));
  }

  @Test
  void whatMayHaveExistedIsOnlyTouched() {
    assertThat(effect("CREATE TABLE IF NOT EXISTS t (id int)"))
        .isEqualTo(new Effect(true, Set.of(), Set.of("t")));
    assertThat(effect("CREATE OR REPLACE VIEW v AS SELECT 1"))
        .isEqualTo(new Effect(true, Set.of(), Set.of("v")));
    assertThat(effect("CREATE TEMP TABLE t (id int)"))
        .isEqualTo(new Effect(true, Set.of(), Set.of("pg_temp.t")));
  }

  @Test
  void queryNamesAllItsRelations() {
    assertThat(
            effect(
                "INSERT INTO a SELECT now(), count(*) FROM b x, c JOIN LATERAL (SELECT 1 FROM d) y"
                    + " ON true, e WHERE EXISTS (TABLE f) AND z IN (VALUES (1), (2))"))
        .isEqualTo(new Effect(true, Set.of(), Set.of("a", "b", "c", "d", "e", "f")));
    assertThat(effect("WITH users AS (SELECT * FROM users) SELECT * FROM users").touches())
        .containsExactly("users");
    assertThat(effect("WITH x AS (SELECT 1) DELETE FROM t USING x").touches()).containsExactly("t");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT my_function()",
        "SELECT app.now()",
        "INSERT INTO t VALUES (next_number())",
        "SELECT * FROM my_function()",
        "CREATE TABLE x AS SELECT my_function()",
        "SELECT setval('s', 1)",
        "SELECT * INTO x FROM t",
        "DO $$ BEGIN END $$",
        "CALL p()",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS ''",
        "CREATE EXTENSION postgis",
        "SET search_path = app",
        "SELECT set_config('search_path', '', false)",
        "ALTER TABLE t RENAME TO u",
        "ALTER TABLE t SET SCHEMA app",
        "ALTER TABLE t DROP CONSTRAINT c",
        "ALTER TABLE t ADD COLUMN a int, DROP COLUMN b",
        "DROP TABLE t",
        "DROP INDEX i",
        "TRUNCATE t CASCADE",
        "GRANT SELECT ON ALL TABLES IN SCHEMA app TO x",
        "ANALYZE",
        "REFRESH MATERIALIZED VIEW m",
        "CREATE TABLE x AS EXECUTE p"
      })
  void textDoesNotTellEverything(String sql) {
    assertThat(effect(sql).known()).isFalse();
    assertThat(effect(sql).creates()).isSubsetOf("x");
  }

  private static Effect effect(String sql) {
    return Script.parse(sql).statements().get(0).type().effect();
  }
}
