package dev.lockkeeper.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.failure.LockkeeperException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text that is no SQL is refused or taken as it is, but never breaks the reader. */
class AnyTextTest {
  private static final List<String> WORDS =
      List.of(
          "CREATE",
          "ALTER",
          "DROP",
          "INDEX",
          "TABLE",
          "CONCURRENTLY",
          "REINDEX",
          "TYPE",
          "ADD",
          "VALUE",
          "DETACH",
          "PARTITION",
          "COPY",
          "FROM",
          "STDIN",
          "BEGIN",
          "ATOMIC",
          "END",
          "WITH",
          "AS",
          "SELECT",
          "JOIN",
          "USING",
          "ON",
          "IF",
          "NOT",
          "EXISTS",
          "SET",
          "NAMES",
          "COMMENT",
          "GRANT",
          "PASSWORD",
          "=",
          "(",
          ")",
          ",",
          ".",
          ";",
          "'",
          "''",
          "\"",
          "$$",
          "$a$",
          "E'",
          "U&'",
          "\\",
          "--",
          "/*",
          "*/",
          "\n",
          "\r",
          " ",
          "1",
          "1e",
          "x",
          "\"Q\"",
          "'v'",
          "é",
          "\0",
          "\uD83D",
          "FUNCTION",
          "SEQUENCE",
          "OWNED",
          "BY",
          "TRIGGER",
          "ONLY",
          "VACUUM",
          "LOCK");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void randomTextNeverBreaksTheReader(long seed) {
    Random random = new Random(seed);
    int refused = 0;
    for (int i = 0; i < 5_000; i++) {
      String text = text(random);
      CanonicalText.of(text);
      assertThat(Masking.mask(Masking.mask(text))).as(text).isNotNull();
      try {
        for (Statement statement : Script.parse(text).statements()) {
          assertThat(text.startsWith(statement.text(), statement.offset())).as(text).isTrue();
          if (statement.type().command().equals("CREATE INDEX")) {
            IndexProbe.definition(statement, "i", "t");
          }
        }
      } catch (LockkeeperException refusal) {
        assertThat(refusal.place()).isPresent();
        refused++;
      }
    }
    assertThat(refused).isBetween(500, 4_900);
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(25);
    for (int i = 0; i < length; i++) {
      text.append(WORDS.get(random.nextInt(WORDS.size()))).append(random.nextInt(3) > 0 ? " " : "");
    }
    return text.toString();
  }
}
