package dev.lockkeeper.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ToolChecksumTest {
  private static final String TEXT = "CREATE TABLE a (id int);\n";

  @Test
  void flywayLooksAtLinesOnly() {
    String sum = flyway("ab\ncd");
    assertThat(
            List.of(flyway("ab\r\ncd"), flyway("ab\rcd\n"), flyway("\uFEFFab\ncd"), flyway("abcd")))
        .containsOnly(sum);
    assertThat(flyway("ab\nce")).isNotEqualTo(sum);
  }

  /** The value of an empty CRC-32 is 0, and "a" has a well-known one, which is negative here. */
  @Test
  void flywaySumsAreSigned() {
    assertThat(flyway("")).isEqualTo("0");
    assertThat(flyway("a")).isEqualTo(Integer.toString((int) 0xE8B7BE43L));
  }

  private static String flyway(String text) {
    return ToolChecksum.accepted(Tool.FLYWAY, text).iterator().next();
  }

  @Test
  void prismaAcceptsBothLineEnds() {
    String windows = TEXT.replace("\n", "\r\n");
    assertThat(ToolChecksum.accepted(Tool.PRISMA, TEXT))
        .containsExactlyInAnyOrderElementsOf(ToolChecksum.accepted(Tool.PRISMA, windows));
    assertThat(ToolChecksum.accepted(Tool.PRISMA, "abc"))
        .contains("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void prismaOnceLeftOutLeadingZeros() {
    assertThat(ToolChecksum.accepted(Tool.PRISMA, "abc"))
        .contains("ba7816bf8f1cfea414140de5dae2223b0361a396177a9cb410ff61f2015ad");
  }

  @Test
  void sqlxSumsEveryByte() {
    assertThat(ToolChecksum.accepted(Tool.SQLX, "abc"))
        .containsExactly(
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
                + "8086072ba1e7cc2358baeca134c825a7");
  }

  /** The value is what Liquibase 5.0.4 records for the first of them. */
  @Test
  void liquibaseSumsTheStatementsWithoutBlanksAndItsOwnLines() {
    String statement = "CREATE TABLE clients (id int PRIMARY KEY);";
    for (String text :
        List.of(
            "--changeset ada:1\n" + statement + "\n--rollback DROP TABLE clients;\n",
            "--changeset ada:2 splitStatements:false\r\n" + statement.replace(" ", "\r\n\t"),
            "--changeset ada:3\n--comment: why\n"
                + statement
                + "  \n\n/* liquibase rollback\nDROP TABLE clients; */\n")) {
      assertThat(ToolChecksum.accepted(Tool.LIQUIBASE, text))
          .containsExactly("9:2c8a62a0306d0189fd6e1c27de099583");
    }
    assertThat(
            ToolChecksum.accepted(
                Tool.LIQUIBASE, "--changeset ada:1\n" + statement + "\n-- kept\n"))
        .doesNotContain("9:2c8a62a0306d0189fd6e1c27de099583");
  }

  @Test
  void liquibaseSumsThatAreNotKnownAreNotComputed() {
    for (String text :
        List.of("--validCheckSum: ANY\nSELECT 1;", "SELECT\u00A01;", "SELECT '\uFFFD';")) {
      assertThat(ToolChecksum.accepted(Tool.LIQUIBASE, "--changeset a:1\n" + text)).isEmpty();
    }
    assertThat(LiquibaseChecksum.isKnown("8:d41d8cd98f00b204e9800998ecf8427e")).isFalse();
  }

  @ParameterizedTest
  @EnumSource(
      value = Tool.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"FLYWAY", "PRISMA", "SQLX", "LIQUIBASE"})
  void othersKeepNoneOfAFile(Tool tool) {
    assertThat(ToolChecksum.accepted(tool, TEXT)).isEmpty();
  }
}
