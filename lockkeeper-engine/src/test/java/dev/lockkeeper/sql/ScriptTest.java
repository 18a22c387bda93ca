package dev.lockkeeper.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Place;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptTest {

  @Test
  void statementHasItsSourceAndPlace() {
    String script = "-- head\r\n  SELECT /* a */ 1 ; ;\n/* é😀 */ SELECT\n2";

    List<Statement> statements = Script.parse(script).statements();

    assertThat(statements)
        .extracting(Statement::text)
        .containsExactly("SELECT /* a */ 1", "SELECT\n2");
    assertThat(statements).extracting(Statement::line).containsExactly(2, 3);
    assertThat(statements).extracting(Statement::column).containsExactly(3, 10);
    assertThat(statements).allMatch(one -> script.startsWith(one.text(), one.offset()));
  }

  @Test
  void byteOrderMarkIsNoColumn() {
    Statement statement = Script.parse("\uFEFFSELECT 1").statements().get(0);

    assertThat(statement.column()).isEqualTo(1);
    assertThat(statement.offset()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "\uFEFF", " \r\n\t", ";;;", "-- only a comment", "/* a /* b */ c */ ;"})
  void scriptWithoutStatementsIsEmpty(String script) {
    assertThat(Script.parse(script).statements()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`SELECT 1;\n SELECT 'a;`|2|9|string",
        "`SELECT E'a\\'`|1|8|string",
        "`SELECT $$ $a$ ;`|1|8|dollar-quoted string",
        "`SELECT 1;\n\n/* /* */`|3|1|comment",
        "`SELECT \"a;`|1|8|quoted name",
        "`SELECT (1; SELECT 2;`|1|8|parenthesis",
        "`CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1;`|1|33|BEGIN ATOMIC",
        "`SELECT 1; COPY t FROM STDIN;\n1\n`|1|11|COPY",
        "`COPY t FROM STDIN`|1|1|COPY",
        "`COPY t FROM STDIN; SELECT 1;\n\\.\n`|1|1|COPY"
      })
  void unfinishedScriptIsRefusedWithItsPlace(String script, int line, int column, String word) {
    LockkeeperException refusal = refusal(script);

    assertThat(refusal.code()).isEqualTo(ErrorCode.SCRIPT_SYNTAX);
    assertThat(refusal.place()).contains(new Place("", line, column));
    assertThat(refusal).hasMessageContaining(word);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`\\connect db`|1|1|`\\connect`",
        "`SELECT 1;\n  \\i other.sql`|2|3|`\\i`",
        "`SELECT 1 \\gexec`|1|10|`\\gexec`",
        "`\\set x 1`|1|1|`\\set`",
        "`\\restrict abc`|1|1|`\\restrict`",
        "`SELECT 1;\n\\.\n`|2|1|`\\.`"
      })
  void psqlCommandIsRefusedByName(String script, int line, int column, String name) {
    LockkeeperException refusal = refusal(script);

    assertThat(refusal.code()).isEqualTo(ErrorCode.META_COMMAND);
    assertThat(refusal.place()).contains(new Place("", line, column));
    assertThat(refusal).hasMessageContaining(name + " ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "COPY t TO STDOUT",
        "COPY (SELECT * FROM stdin) TO STDOUT",
        "COPY t FROM '/tmp/stdin'",
        "COPY t FROM PROGRAM 'cat stdin'",
        "COPY stdin FROM 'x'"
      })
  void otherCopiesHaveNoData(String script) {
    assertThat(Script.parse(script).statements()).hasSize(1);
    assertThat(Script.parse(script).statements().get(0).copyData()).isEmpty();
  }

  @Test
  void copyDataIsKeptExactly() {
    String script = "COPY t FROM STDIN; -- note\r\n1\t\\N\r\n\n\\\\.\n\\.\r\nSELECT 1";

    List<Statement> statements = Script.parse(script).statements();

    assertThat(statements.get(0).copyData()).contains("1\t\\N\r\n\n\\\\.\n");
    assertThat(statements.get(1).line()).isEqualTo(6);
  }

  @Test
  void statementShowsNoSecret() {
    Script script = Script.parse("ALTER ROLE app PASSWORD 'hush'");

    assertThat(script.statements().toString()).doesNotContain("hush").contains("ALTER ROLE at 1:1");
  }

  private static LockkeeperException refusal(String script) {
    LockkeeperException refusal =
        catchThrowableOfType(LockkeeperException.class, () -> Script.parse(script));
    assertThat(refusal).as(script).isNotNull();
    return refusal;
  }
}
