package dev.lockkeeper.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LiquibaseChangesetTest {
  private static final String HEAD = "--liquibase formatted sql\n";

  private static LiquibaseChangeset only(String text) {
    List<LiquibaseChangeset> changesets = LiquibaseChangelog.cut("f.sql", text);
    assertThat(changesets).hasSize(1);
    return changesets.get(0);
  }

  @Test
  void theWayDownKeepsTheLinesAndColumnsOfTheFile() {
    String text =
        HEAD
            + "--changeset a:1\nA;\n  --rollback B 1;\n\nA;\n-- rollback B 2;\n"
            + "/* liquibase rollback\n B 3;\n B 4; */\n";
    Section down = only(text).down(text).orElseThrow();
    assertThat(down.firstLine()).isEqualTo(4);
    assertThat(down.text().split("\n", -1))
        .startsWith("             B 1;", "", "", "            B 2;", "", " B 3;", " B 4; ", "");
    assertThat(down.obstacle()).isEmpty();
  }

  @Test
  void aWayDownThatIsDeclaredEmptyDoesNothing() {
    for (String nothing : List.of("empty", "not required", "EMPTY")) {
      String text = HEAD + "--changeset a:1\nA;\n--rollback " + nothing + "\n";
      assertThat(only(text).down(text).orElseThrow().text().strip())
          .isEqualTo("--rollback " + nothing);
    }
  }

  @Test
  void withoutRollbackThereIsNoWayDown() {
    String text =
        HEAD
            + "--changeset a:1\nA; -- rollback B;\n--rollback: B;\n--rollback\n"
            + "/* liquibase rollback B; */\n";
    assertThat(only(text).down(text)).isEmpty();
  }

  @Test
  void findsNothingInAFileThatHasBecomeShorter() {
    String text = HEAD + "--changeset a:1\nA;\n--rollback B;\n";
    LiquibaseChangeset changeset = only(text);
    assertThat(changeset.up(HEAD)).isEqualTo(Section.NONE);
    assertThat(changeset.down(HEAD)).isEmpty();
  }

  @Test
  void acceptsWindowsLineEnds() {
    String text =
        (HEAD + "\n--changeset a:1 runInTransaction:false\nA;\n--rollback B;\n")
            .replace("\n", "\r\n");
    LiquibaseChangeset changeset = only(text);
    assertThat(changeset.attributes().transactional()).isFalse();
    assertThat(changeset.down(text).orElseThrow().text()).isEqualTo("           B;\n\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "context:prod",
        "contextFilter:\"a or b\"",
        "labels:x",
        "runOnChange:true",
        "runAlways:TRUE",
        "failOnError:false",
        "endDelimiter:GO",
        "rollbackEndDelimiter:\\nGO",
        "runOrder:last",
        "runWith:psql",
        "splitStatement:false",
        "splitStatements:false words"
      })
  void namesTheAttributeThatItDoesNotFollow(String attribute) {
    String text = HEAD + "--changeset a:1 " + attribute + "\nA;\n";
    Obstacle obstacle = only(text).up(text).obstacle().orElseThrow();
    assertThat(obstacle.line()).isEqualTo(2);
    assertThat(obstacle.reason()).contains(attribute.replaceFirst("^splitStatements:false ", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "runOnChange:false runAlways:false failOnError:true endDelimiter:;",
        "SplitStatements:false stripComments:false validCheckSum:9:ab created:2026",
        "objectQuotingStrategy:LEGACY rollbackSplitStatements:false"
      })
  void followsWhatChangesNothing(String attributes) {
    String text = HEAD + "--changeset a:1 " + attributes + "\nA;\n";
    assertThat(only(text).up(text).obstacle()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "postgresql | true",
        "PostgreSQL,oracle | true",
        "all | true",
        "!oracle | true",
        "oracle | false",
        "none | false",
        "!postgresql | false",
        "!postgresql,!oracle | false"
      })
  void leavesOutWhatIsForOtherDatabases(String dbms, boolean runs) {
    assertThat(only(HEAD + "--changeset a:1 dbms:" + dbms + "\nA;\n").attributes().runsHere())
        .isEqualTo(runs);
  }
}
