package dev.lockkeeper.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.settings.ScriptVariables;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Variables of goose's files, without a database. {@code ToolLayoutsIT} asks goose itself. */
class GooseVariablesTest {
  private static final ScriptVariables VARIABLES =
      ScriptVariables.of(
          Map.of("A", "a", "EMPTY", "", "LONG", "lönger", "LINES", "one\ntwo", "A_1", "deep"));

  private static String sent(String up) {
    return sections("-- +goose Up\n" + up).up().filling().apply("-- +goose Up\n" + up).sent();
  }

  private static Sections sections(String text) {
    return GooseMarks.cut("m/1_a.sql", text, VARIABLES);
  }

  private static LockkeeperException refusal(String line) {
    String text = "-- +goose Up\nSELECT 1;\n-- +goose ENVSUB ON\n" + line + "\n";
    return catchThrowableOfType(
        LockkeeperException.class, () -> sections(text).up().filling().apply(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x ${A} y        | x a y",
        "$A.$A_1, $A     | a.deep, a",
        "${NO:-b}        | b",
        "${EMPTY:-b}     | b",
        "<${EMPTY-b}>    | <>",
        "<${NO:-}>       | <>",
        "${NO-b $A ${A}} | b a a",
        "${A:-${NO}}     | a",
        "${A-${NO?why}}  | a",
        "${A?why}        | a",
        "${NO:-a\\}      | a\\",
        "$$A $$$A        | $A $a",
        "\\$A \\\\$A     | $A \\\\a",
        "$(A) $          | $(A) $",
        "${LONG:3}       | nger",
        "${LONG:3:2}     | ng",
        "${LONG: -2}     | er",
        "${LONG:0:-6}    | l",
        "<${LONG:9:1}>   | <>",
        "<${LONG:99:1}>  | <>"
      })
  void fillsWhatGooseKnows(String line, String expected) {
    assertThat(sent("-- +goose ENVSUB ON\n" + line)).endsWith("ON\n" + expected);
  }

  @Test
  void fillsBetweenTheMarksAlone() {
    assertThat(sent("$A;\n-- +goose ENVSUB ON\n$A;\n-- +goose ENVSUB OFF\n$A;\n"))
        .isEqualTo("-- +goose Up\n$A;\n-- +goose ENVSUB ON\na;\n-- +goose ENVSUB OFF\n$A;\n");
  }

  @Test
  void leavesCommentsBetweenStatementsAndFillsThoseWithinOne() {
    assertThat(
            sent(
                "-- +goose ENVSUB ON\r\n-- costs $1\r\n\r\nSELECT 1 -- $A\r\n  -- $A\r\n;\r\n"
                    + "-- $1\n-- +goose StatementBegin\n-- $1\nA;\n-- $A\n-- +goose StatementEnd\n"
                    + "-- $1\n"))
        .isEqualTo(
            "-- +goose Up\n-- +goose ENVSUB ON\r\n-- costs $1\r\n\r\nSELECT 1 -- a\r\n  -- a\r\n"
                + ";\r\n-- $1\n-- +goose StatementBegin\n-- $1\nA;\n-- a\n-- +goose StatementEnd\n"
                + "-- $1\n");
  }

  @Test
  void goesOnIntoTheWayDownUntilItIsSwitchedOff() {
    String text = "-- +goose ENVSUB ON\n-- +goose Up\n$A;\n-- +goose Down\n$A ${NO};";
    Sections sections = sections(text);
    assertThat(sections.up().filling().apply(sections.up().text()).sent()).contains("\na;");
    Section down = sections.down().orElseThrow();
    LockkeeperException refusal =
        catchThrowableOfType(LockkeeperException.class, () -> down.filling().apply(down.text()));
    assertThat(refusal.place().orElseThrow()).hasToString("m/1_a.sql:5");
    String off =
        "-- +goose ENVSUB ON\n-- +goose Up\n$A;\n-- +goose ENVSUB OFF\n-- +goose Down\n$A;";
    assertThat(sections(off).down().orElseThrow().filling().apply("$A;").sent()).isEqualTo("$A;");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "${NO}        | the variable NO is not set",
        "$NO;         | the variable NO is not set",
        "${NO:1}      | the variable NO is not set",
        "${NO?ask me} | the variable NO is not set: ask me",
        "${X:-${NO}}  | the variable NO is not set",
        "$LINES       | the value of the variable LINES has several lines",
        "${LONG:2}    | a part of the variable LONG begins or ends amid a character"
      })
  void refusesWhatHasNoValueByNameAndLine(String line, String reason) {
    LockkeeperException refusal = refusal(line);
    assertThat(refusal.code()).isEqualTo(ErrorCode.SETTINGS);
    assertThat(refusal).hasMessage("m/1_a.sql:4: " + reason);
    assertThat(refusal.hint()).isPresent();
    assertThat(refusal.databaseState()).contains("Nothing was changed.");
  }

  @ParameterizedTest
  @CsvSource({
    "$1",
    "${}",
    "${A",
    "${1}",
    "$_A",
    "${A:?no}",
    "${A:-${A}",
    "${A+b}",
    "${A:x}",
    "${A:1:}"
  })
  void refusesWhatGooseCannotRead(String line) {
    assertThat(refusal(line).code()).isEqualTo(ErrorCode.SCRIPT_SYNTAX);
    assertThat(refusal(line)).hasMessageContaining("m/1_a.sql:4");
  }

  @Test
  void findsItsWayBackToTheFile() {
    String text = "-- +goose ENVSUB ON\n-- +goose Up\nX ${A_1} Y ${EMPTY} Z";
    var filled = sections(text).up().filling().apply(text);
    int x = text.indexOf('X');
    assertThat(filled.sent()).endsWith("X deep Y  Z");
    assertThat(filled.written(x, x + 1)).isEqualTo("X");
    assertThat(filled.written(x, x + 4)).isEqualTo("X ${A_1}");
    assertThat(filled.written(x + 4, x + 8)).isEqualTo("${A_1} Y");
    assertThat(filled.written(x, x + 11)).isEqualTo("X ${A_1} Y ${EMPTY} Z");
    assertThat(filled.writtenOffset(x + 7)).isEqualTo(text.indexOf('Y'));
    assertThat(filled.hidden("role \"Deep\" of a")).isEqualTo("role \"${A_1}\" of a");
    assertThat(filled.toString()).isEqualTo(text);
  }
}
