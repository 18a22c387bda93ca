package dev.lockkeeper.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskingTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE ROLE app LOGIN PASSWORD 'hush'",
        "create user app with encrypted password 'hush' valid until 'infinity'",
        "ALTER ROLE app PASSWORD /* new */ 'hu''hush'",
        "ALTER ROLE app PASSWORD E'hu\\'hush'",
        "ALTER ROLE app PASSWORD $$hush$$",
        "ALTER ROLE app PASSWORD $x$hush$x$",
        "ALTER ROLE app PASSWORD U&'\\0061hush'",
        "ALTER ROLE app PASSWORD 'a'\n  'hush'",
        "SET standard_conforming_strings = off; ALTER ROLE app PASSWORD 'a\\'hush'; SELECT 1",
        "ALTER ROLE app PASSWORD 'hush",
        "ALTER ROLE app PASSWORD $$hush",
        "SELECT ( ; ALTER ROLE app PASSWORD 'hush'",
        "CREATE USER MAPPING FOR x SERVER s OPTIONS (user 'u', password 'hush')",
        "ALTER USER MAPPING FOR x SERVER s OPTIONS (SET password 'hush')",
        "CREATE USER MAPPING FOR x SERVER s OPTIONS (\"password\" 'hush')",
        "CREATE SUBSCRIPTION s CONNECTION 'host=h password=hush dbname=d' PUBLICATION p",
        "CREATE SUBSCRIPTION s CONNECTION 'host=h password = ''hu hush'' dbname=d' PUBLICATION p",
        "CREATE SUBSCRIPTION s CONNECTION E'password=\\'hush\\'' PUBLICATION p",
        "CREATE SUBSCRIPTION s CONNECTION 'postgres://u:hush@h/d' PUBLICATION p",
        "CREATE SUBSCRIPTION s CONNECTION $$host=h password=hush$$ PUBLICATION p",
        "ALTER SYSTEM SET primary_conninfo = 'password=hush'",
        "DO $$ BEGIN CREATE ROLE app PASSWORD 'hush'; END $$",
        "DO $a$ BEGIN EXECUTE $b$ CREATE ROLE app PASSWORD 'hush' $b$; END $a$",
        "DO $$ BEGIN EXECUTE 'CREATE ROLE app PASSWORD ''hush'''; END $$",
        "DO 'BEGIN CREATE ROLE app PASSWORD ''hush''; END'",
        "DO $$ BEGIN EXECUTE 'ALTER ROLE app PASSWORD ' || quote_literal('hush'); END $$",
        "DO $$ BEGIN EXECUTE format('ALTER ROLE app PASSWORD %L', 'hush'); END $$",
        "-- ALTER ROLE app PASSWORD 'hush'\nSELECT 1",
        "/* password=hush */ SELECT 1",
        "UPDATE settings SET smtp_password = 'hush'"
      })
  void secretIsMasked(String sql) {
    assertThat(Masking.mask(sql)).doesNotContain("hush").contains("***");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE TABLE users (password text NOT NULL)",
        "ALTER ROLE app PASSWORD NULL",
        "INSERT INTO t VALUES ('http://example.org/a@b')",
        "INSERT INTO t VALUES ('the password is long')",
        "SELECT 'x', $$y$$ FROM t WHERE a = 'b'",
        "SELECT 'unclosed",
        ""
      })
  void restIsUntouched(String sql) {
    assertThat(Masking.mask(sql)).isEqualTo(sql);
  }

  @Test
  void restOfTheStatementStays() {
    assertThat(
            Masking.mask(
                "CREATE ROLE app PASSWORD 'hush' VALID UNTIL 'infinity'; -- keep\nSELECT 'it''s'"))
        .isEqualTo(
            "CREATE ROLE app PASSWORD '***' VALID UNTIL 'infinity'; -- keep\nSELECT 'it''s'");
    assertThat(Masking.mask("CREATE SUBSCRIPTION s CONNECTION 'host=h password=hush dbname=d'"))
        .isEqualTo("CREATE SUBSCRIPTION s CONNECTION 'host=h password=*** dbname=d'");
  }

  @Test
  void longLiteralsAreNoProblem() {
    String longText = "x".repeat(300_000) + "''".repeat(50_000);

    assertThat(Masking.mask("INSERT INTO t VALUES ('password ''" + longText + "')"))
        .startsWith("INSERT INTO t VALUES ('password ''");
    assertThat(Masking.mask("DO $$ BEGIN password := '" + longText + "'; END $$"))
        .startsWith("DO $$ BEGIN password :=");
  }

  @Test
  void maskedTwiceIsMaskedOnce() {
    String masked = Masking.mask("CREATE ROLE app PASSWORD 'hush'");

    assertThat(Masking.mask(masked)).isEqualTo(masked);
  }
}
