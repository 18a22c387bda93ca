package dev.lockkeeper.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalTextTest {
  private static final String SCRIPT =
      "CREATE TABLE t (a int, b text DEFAULT 'x  y');\nINSERT INTO t VALUES (1, $$ a\n b $$);\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\uFEFFCREATE TABLE t (a int, b text DEFAULT 'x  y');\nINSERT INTO t VALUES (1, $$ a\n b $$);\n",
        "CREATE TABLE t (a int, b text DEFAULT 'x  y');\r\nINSERT INTO t VALUES (1, $$ a\r\n b $$);\r\n",
        "-- new\nCREATE TABLE t(\n  a int,\n  b text DEFAULT 'x  y'\n);\n\n\nINSERT INTO t VALUES (1,$$ a\n b $$)",
        "CREATE/* c; */TABLE t ( a int , b text DEFAULT 'x  y' ) ;; INSERT INTO t VALUES (1, $$ a\n b $$); -- end",
      })
  void commentsAndSpaceDoNotCount(String same) {
    assertThat(CanonicalText.of(same)).isEqualTo(CanonicalText.of(SCRIPT));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SELECT 'a b'|SELECT 'a  b'",
        "`SELECT $$a\nb$$`|SELECT $$a b$$",
        "SELECT \"a b\"|SELECT \"a  b\"",
        "SELECT 1|select 1",
        "SELECT e'x'|SELECT e 'x'",
        "SELECT 1 - -1|SELECT 1 -1",
        "SELECT 'a' 'b'|SELECT 'ab'",
        "`SELECT 'a'\n'b'`|SELECT 'a' 'b'",
        "`COPY t FROM STDIN;\na b\n\\.\n`|`COPY t FROM STDIN;\na  b\n\\.\n`",
        "`-- lockkeeper: phase=post\nSELECT 1`|SELECT 1",
        "`---Lockkeeper : phase=post\nSELECT 1`|SELECT 1",
        "`-- migrate:up\nSELECT 1`|`-- migrate:down\nSELECT 1`",
        "SELECT a.b|SELECT a b"
      })
  void everythingElseCounts(String one, String other) {
    assertThat(CanonicalText.of(one)).isNotEqualTo(CanonicalText.of(other));
  }

  @Test
  void gapInContinuedStringDoesNotCount() {
    assertThat(CanonicalText.of("SELECT 'a'   -- note '\n\n   'b'"))
        .isEqualTo(CanonicalText.of("SELECT 'a'\n'b'"));
  }

  @Test
  void unreadableTextKeepsEverythingButLineEnds() {
    assertThat(CanonicalText.of("SELECT 'a  \r\n\\i x\t\r\n")).isEqualTo("SELECT 'a\n\\i x\n");
    assertThat(CanonicalText.of("SELECT (")).isNotEqualTo(CanonicalText.of("SELECT  ("));
  }
}
