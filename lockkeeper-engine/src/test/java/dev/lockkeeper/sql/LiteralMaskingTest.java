package dev.lockkeeper.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiteralMaskingTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "INSERT INTO t VALUES (1, 'a', $$b$$) | INSERT INTO t VALUES (?, ?, ?)",
        "UPDATE t SET a = E'x\\'y' WHERE id = 0x1F | UPDATE t SET a = ? WHERE id = ?",
        "SELECT * FROM \"it's\" WHERE a = $1 | SELECT * FROM \"it's\" WHERE a = $1",
        "SELECT 1 -- of 'them' | SELECT ?",
        "SELECT /* 'hidden' */ a FROM t1 LIMIT 5 | SELECT a FROM t1 LIMIT ?",
        "SELECT 'never closed | SELECT ?",
        "SELECT 1.5e3::int[3] | SELECT ?::int[?]",
        "SELECT 'a' 'b' | SELECT ? ?",
      })
  void takesValuesOut(String statement, String masked) {
    assertThat(mask(statement)).isEqualToNormalizingWhitespace(masked);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "CREATE TABLE t (a int DEFAULT 1, b text DEFAULT 'x')",
        "ALTER TABLE t ADD CHECK (a > 1)",
        "COMMENT ON TABLE t IS 'ours'",
        "DO $$ BEGIN PERFORM 'x'; END $$",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE POLICY p ON t USING (a = 'x')",
      })
  void keepsWhatIsDefined(String statement) {
    assertThat(mask(statement)).isEqualTo(statement);
  }

  @Test
  void masksPasswordsInDefinitions() {
    assertThat(mask("CREATE ROLE r PASSWORD 'hush'")).doesNotContain("hush");
    assertThat(mask("DO $$ BEGIN CREATE ROLE r PASSWORD 'hush'; END $$")).doesNotContain("hush");
  }

  @Test
  void readsBackslashesAsTheSessionDoes() {
    String statement = "SELECT 'a\\', ' hush '";
    assertThat(LiteralMasking.mask(statement, "SELECT", false)).isEqualTo("SELECT ?, ?");
    statement = "SELECT 'a\\', hush ', 1";
    assertThat(LiteralMasking.mask(statement, "SELECT", true)).isEqualTo("SELECT ?, ?");
  }

  @Test
  void takesValuesOutOfMessages() {
    assertThat(message("duplicate key value violates unique constraint \"t_pkey\"", "23505"))
        .contains("\"t_pkey\"");
    assertThat(message("invalid input syntax for type integer: \"a\"b c\"", "22P02"))
        .isEqualTo("invalid input syntax for type integer: ?");
    assertThat(message("invalid value for parameter \"TimeZone\": \"hush\"", "22023"))
        .doesNotContain("hush");
    assertThat(message("unterminated quoted string at or near \"'hush\"", "42601"))
        .isEqualTo("unterminated quoted string at or near ?");
    assertThat(message("syntax error at or near \"SELEKT\"", "42601")).contains("SELEKT");
    assertThat(message("no such thing: hush", "P0001", "hush")).isEqualTo("no such thing: ?");
    assertThat(message("a table is a table", "P0001", "a", "tab")).isEqualTo("? table is ? table");
  }

  /** Random statements around a literal in every spelling: what is in it must not be seen. */
  @Test
  void neverShowsALiteral() {
    String[] pieces = {
      "SELECT ", "a", " ", "\n", ",", "(", ")", "$1", "--x\n", "/* y */", "\"n\"", "1", "::", "E",
      "U&", "\\", "=", "-", "WHERE "
    };
    String[] literals = {
      "'hush'", "E'hush'", "$$hush$$", "$t$hush$t$", "'a''hush'", "E'\\'hush'", "N'hush'", "B'hush'"
    };
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder statement = new StringBuilder("UPDATE t SET x = ");
      statement.append(literals[random.nextInt(literals.length)]);
      for (int j = random.nextInt(12); j > 0; j--) {
        statement.append(pieces[random.nextInt(pieces.length)]);
      }
      statement.append(' ').append(literals[random.nextInt(literals.length)]);
      assertThat(LiteralMasking.mask(statement.toString(), "UPDATE", false))
          .as(statement.toString())
          .doesNotContain("hush");
    }
  }

  @Test
  void takesAnything() {
    Random random = new Random(2);
    String characters = "'\"$\\-/*;() \nEeUux&1a.é\uD83D\uDE00\0";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(30); j > 0; j--) {
        text.append(characters.charAt(random.nextInt(characters.length())));
      }
      String any = text.toString();
      boolean escapes = random.nextBoolean();
      assertThat(LiteralMasking.mask(any, "SELECT", escapes)).isNotNull();
      List<String> values = LiteralMasking.values(any, escapes);
      assertThat(LiteralMasking.maskMessage(any, "42601", values)).isNotNull();
    }
  }

  private static String message(String message, String sqlState, String... values) {
    return LiteralMasking.maskMessage(message, sqlState, List.of(values));
  }

  private static String mask(String statement) {
    return LiteralMasking.mask(statement, Command.of(Tokens.of(statement, false)).name(), false);
  }
}
