package dev.lockkeeper.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
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
    return new HeaderReader("f.sql").read(text, 1);
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

  @Test
  void readsNothingBehindTheFirstStatement() {
    assertThat(read("SELECT 1;\n-- lockkeeper: phase=post\n")).isEqualTo(ScriptHeader.NONE);
    assertThat(read("SELECT '\n-- lockkeeper: nonsense\n';")).isEqualTo(ScriptHeader.NONE);
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
    "PHASE=post, cannot read",
  })
  void refusesWhatItCannotRead(String options, String words) {
    refuse(options, words);
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
