package dev.lockkeeper.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Place;
import dev.lockkeeper.migration.Direction;
import dev.lockkeeper.migration.Phase;
import dev.lockkeeper.migration.ScriptHeader;
import dev.lockkeeper.migration.Version;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderReaderTest {

  private static ScriptHeader read(String text) {
    return new HeaderReader("f.sql", Direction.UP).read(text, 1);
  }

  @Test
  void readsEveryOption() {
    ScriptHeader header =
        read(
            "-- lockkeeper: phase=post transaction=off lock-timeout=2s requires=3,1.2"
                + " irreversible=\"rows are merged\"\nSELECT 1;");
    assertThat(header.phase()).isEqualTo(Phase.POST);
    assertThat(header.transactional()).isFalse();
    assertThat(header.lockTimeout()).contains(Duration.ofSeconds(2));
    assertThat(header.requires()).containsExactly(Version.of("3"), Version.of("1.2"));
    assertThat(header.irreversible()).contains("rows are merged");
  }

  @Test
  void hasDefaultsWithoutAHeader() {
    assertThat(read("-- words\nSELECT 1;")).isEqualTo(ScriptHeader.NONE);
    assertThat(ScriptHeader.NONE.phase()).isEqualTo(Phase.PRE);
    assertThat(ScriptHeader.NONE.transactional()).isTrue();
    assertThat(ScriptHeader.NONE.lockTimeout()).isEqualTo(Optional.empty());
  }

  @Test
  void readsSeveralLinesAmongTheLeadingComments() {
    ScriptHeader header =
        read(
            "\uFEFF-- Licence\r\n\r\n  -- lockkeeper: phase=background\r\n-- words\r\n--"
                + " lockkeeper: requires=1\r\n-- lockkeeper: requires=2\r\nSELECT 1;");
    assertThat(header.phase()).isEqualTo(Phase.BACKGROUND);
    assertThat(header.requires()).containsExactly(Version.of("1"), Version.of("2"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--lockkeeper:phase=post",
        "--\u00A0lockkeeper: phase=post",
        "---  Lockkeeper :  Phase = POST  ",
        "\t-- LOCKKEEPER: phase=post",
        "/* Licence\n * of two lines /* nested */\n */\n-- lockkeeper: phase=post",
        "\uFEFF/* Licence */ -- lockkeeper: phase=post",
        "-- words\r-- lockkeeper: phase=post\r",
      })
  void readsOtherSpellingsAndStepsOverCommentsOfEitherKind(String head) {
    assertThat(read(head + "\nSELECT 1;").phase()).isEqualTo(Phase.POST);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`SELECT 1;\n-- lockkeeper: phase=post\n`|2|behind the beginning of the first statement",
        "`SELECT 1; --lockkeeper: nonsense`|1|behind the beginning of the first statement",
        "`SELECT\n1, -- Lockkeeper : phase=post\n2`|2|behind the beginning of the first statement",
        "`-- lockkeeper: phase=pre\nSELECT '--';\n\n-- lockkeeper: transaction=off`|4|behind the"
            + " beginning of the first statement",
        "`COPY a FROM stdin;\n-- lockkeeper: a\n\\.\n--lockkeeper: phase=post`|4|behind the"
            + " beginning of the first statement",
        "`SELECT 1;\n-- lockkeeper phase=post`|2|behind the beginning of the first statement",
        "`/* lockkeeper: phase=post */ SELECT 1;`|1|block comment",
        "`/*\n -- lockkeeper: phase=post\n*/\nSELECT 1;`|2|block comment",
        "`SELECT 1;\n/*\n * Lockkeeper phase = post\n*/`|3|block comment",
        "`\n-- lockkeeper phase=post\nSELECT 1;`|2|colon",
        "`-- lockkeeper: phase=pre\n-- lockkeeper: phase=post`|2|twice",
      })
  void refusesWhatCannotTakeEffect(String text, int line, String words) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOfSatisfying(
            LockkeeperException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.FILE_HEADER);
              assertThat(e.place()).contains(new Place("f.sql", line, 0));
              assertThat(e.getMessage()).startsWith("f.sql:" + line + ": ").contains(words);
              assertThat(e.hint()).isPresent();
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT '\n-- lockkeeper: nonsense\n';",
        "DO $$\n-- lockkeeper: phase=post\nBEGIN END $$;",
        "SELECT \"\n-- lockkeeper: phase=post\n\";",
        "COPY a FROM stdin;\n-- lockkeeper: phase=post\n'\n\\.\nSELECT 1;",
        "SET standard_conforming_strings = off;\nSELECT '\\'\n-- lockkeeper: phase=post\n';",
        "SELECT 1; -- as lockkeeper: phase=post would have it",
        "SELECT 1; -- run by lockkeeper phase=post",
        "/* Lockkeeper runs this. */ CREATE SCHEMA lockkeeper; -- Lockkeeper's own",
        "SELECT 1;\n-- lockkeeper: accept LK101 \"small table\"\nSELECT 2;",
        "SELECT 'never closed\n-- lockkeeper: phase=post",
      })
  void leavesLiteralsDataAndProseAlone(String text) {
    assertThat(read(text)).isEqualTo(ScriptHeader.NONE);
  }

  @Test
  void unescapesAReason() {
    assertThat(read("-- lockkeeper: irreversible=\"a \\\"b\\\" \\\\ c\"").irreversible())
        .contains("a \"b\" \\ c");
  }

  @Test
  void leavesAcceptedFindingsToTheStatementTheyStandBefore() {
    assertThat(read("-- lockkeeper: accept LK101 \"small table\"\nSELECT 1;"))
        .isEqualTo(ScriptHeader.NONE);
  }

  @ParameterizedTest
  @CsvSource({
    "phase=later, pre",
    "transaction=no, on or off",
    "lock-timeout=soon, duration",
    "requires=users, versions",
    "'irreversible=\" \"', reason",
    "colour=red, no option `colour`",
    "phase, cannot read `phase`",
    "phase=pre;, pre",
    "'irreversible=\"open', cannot read",
    "irreversible=two words, cannot read `words`",
    "ph4se=post, cannot read",
  })
  void refusesWhatItCannotRead(String options, String words) {
    refuse(options, words);
  }

  @Test
  void readsInADownScriptWhatCountsThereAndRefusesTheRest() {
    HeaderReader down = new HeaderReader("f.sql", Direction.DOWN);
    String text = "-- lockkeeper: transaction=off lock-timeout=2s\nSELECT 1;";
    assertThat(down.read(text, 1).lockTimeout()).contains(Duration.ofSeconds(2));
    assertThatThrownBy(
            () ->
                new HeaderReader("f.sql", Direction.DOWN)
                    .read("-- migrate:down\n-- lockkeeper: phase=post\nSELECT 1;", 5))
        .isInstanceOfSatisfying(
            LockkeeperException.class,
            e -> {
              assertThat(e.getMessage())
                  .isEqualTo("f.sql:6: phase takes no effect in a down script");
              assertThat(e.hint()).isPresent();
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"requires=1,", "requires=,1", "requires=1,,2"})
  void refusesHolesInALine(String options) {
    refuse(options, "versions");
  }

  private static void refuse(String options, String words) {
    assertThatThrownBy(() -> read("-- first\n-- lockkeeper: " + options + "\nSELECT 1;"))
        .isInstanceOfSatisfying(
            LockkeeperException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.FILE_HEADER);
              assertThat(e.getMessage()).startsWith("f.sql:2: ").contains(words);
              assertThat(e.hint().orElse("")).contains("-- lockkeeper: phase=post");
            });
  }
}
