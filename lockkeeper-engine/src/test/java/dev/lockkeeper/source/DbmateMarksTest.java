package dev.lockkeeper.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DbmateMarksTest {

  @Test
  void cutsAtTheMarksAndKeepsTheLineNumbers() {
    String text =
        "-- lockkeeper: phase=post\n-- migrate:up\nSELECT 1;\n\n-- migrate:down\nSELECT 2;\n";
    Sections sections = DbmateMarks.cut("f", text);
    assertThat(sections.up().text()).isEqualTo(text.substring(0, text.indexOf("-- migrate:down")));
    assertThat(sections.up().firstLine()).isEqualTo(1);
    Section down = sections.down().orElseThrow();
    assertThat(down.text()).isEqualTo("-- migrate:down\nSELECT 2;\n");
    assertThat(down.firstLine()).isEqualTo(5);
  }

  @Test
  void acceptsWindowsLineEndsIndentationAndNoDown() {
    Sections sections =
        DbmateMarks.cut("f", "\r\n  --  migrate:up transaction:false\r\nSELECT 1;\r\n");
    assertThat(sections.up().transactional()).isFalse();
    assertThat(sections.down()).isEmpty();
  }

  @Test
  void eachSectionHasItsOwnTransactionOption() {
    Sections sections =
        DbmateMarks.cut(
            "f", "-- migrate:up transaction:true\nA\n-- migrate:down transaction:false\nB");
    assertThat(sections.up().transactional()).isTrue();
    assertThat(sections.down().orElseThrow().transactional()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "'SELECT 1;', 1, no `-- migrate:up` line",
    "'-- migrate:down\nSELECT 1;\n-- migrate:up', 1, no `-- migrate:up` line",
    "'-- migrate:up\n-- migrate:down\n\n-- migrate:down', 4, behind its `-- migrate:down`",
    "'-- migrate:up\n-- migrate:down\n-- migrate:up', 3, behind its `-- migrate:down`",
    "'\n\n-- migrate:up nonsense\n', 3, unknown option nonsense",
  })
  void refusesOtherShapesWithTheLine(String text, int line, String words) {
    assertThatThrownBy(() -> DbmateMarks.cut("f.sql", text))
        .isInstanceOfSatisfying(
            LockkeeperException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.FILE_HEADER);
              assertThat(e.place().orElseThrow().line()).isEqualTo(line);
              assertThat(e.getMessage()).contains("f.sql", words);
            });
  }

  @Test
  void takesSeveralUpSectionsAsOneWayUp() {
    String up = "-- migrate:up\nSELECT 1;\n-- migrate:up\nSELECT 2;\n";
    Sections sections = DbmateMarks.cut("f", up + "-- migrate:down\nSELECT 3;\n");
    assertThat(sections.up()).isEqualTo(new Section(up, 1, true));
    assertThat(sections.down().orElseThrow().firstLine()).isEqualTo(5);
  }

  @Test
  void doesNotRunUpSectionsInsideAndOutsideATransaction() {
    Sections sections =
        DbmateMarks.cut(
            "f", "-- migrate:up\nA\n-- migrate:up transaction:false\nB\n-- migrate:down\nC");
    assertThat(sections.up().obstacle().orElseThrow().line()).isEqualTo(3);
    assertThat(sections.down().orElseThrow().obstacle()).isEmpty();
  }
}
