package dev.lockkeeper.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.sql.SplitOracle.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random scripts, made of pieces of the corpus with comments and white space strewn between their
 * tokens: the server must see the same statements as we do, and the canonical text must not change.
 */
class RandomScriptIT {
  private static final List<String> TRIVIA =
      List.of(
          " ",
          "\n",
          "\t \r\n",
          "/* ; ' \" $$ ( */",
          "/* /* nested; */ -- */",
          "-- it's; $x$ (\n",
          "--\n",
          "\f/**/",
          "-- BEGIN ATOMIC;\r",
          "/* COPY t FROM STDIN; */");
  private static SplitOracle oracle;

  @BeforeAll
  static void connect() throws Exception {
    oracle = new SplitOracle();
  }

  @AfterAll
  static void close() throws Exception {
    oracle.close();
  }

  static List<Long> seeds() {
    int count = "full".equals(System.getProperty("suites")) ? 2000 : 60;
    List<Long> seeds = new ArrayList<>();
    for (long seed = 1; seed <= count; seed++) {
      seeds.add(seed);
    }
    return seeds;
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void serverSeesTheSameStatements(long seed) throws Exception {
    Random random = new Random(seed);
    String plain = concatenation(random);
    String strewn = strew(plain, random);

    Outcome expected = oracle.messages(List.of(strewn));
    List<SplitOracle.Piece> pieces = SplitOracle.OURS.split(strewn);

    assertThat(expected.error()).isEmpty();
    assertThat(pieces).hasSameSizeAs(expected.tags());
    assertThat(oracle.pieces(pieces)).isEqualTo(expected);
    assertThat(CanonicalText.of(strewn)).isEqualTo(CanonicalText.of(plain));
  }

  private static String concatenation(Random random) {
    List<SplitCase> cases = new ArrayList<>(SplitCase.all());
    cases.removeIf(one -> !one.isOneMessage() || one.script().startsWith("BEGIN"));
    Collections.shuffle(cases, random);
    StringBuilder script = new StringBuilder();
    for (SplitCase one : cases.subList(0, 2 + random.nextInt(6))) {
      // without the line feed a comment at the end of one case would hide the semicolon
      script.append(one.script().replace("\uFEFF", "")).append("\n;");
    }
    return script.toString();
  }

  /** Puts white space and comments between tokens; never inside one. */
  private static String strew(String script, Random random) {
    char[] chars = script.toCharArray();
    Lexer lexer = new Lexer(chars);
    StringBuilder result = new StringBuilder();
    int copied = 0;
    for (Kind kind = lexer.next(); kind != Kind.END; kind = lexer.next()) {
      result.append(script, copied, lexer.start());
      if (random.nextInt(3) == 0) {
        String trivia = TRIVIA.get(random.nextInt(TRIVIA.size()));
        boolean joins = result.length() > 0 && result.charAt(result.length() - 1) == '-';
        // a minus sign right before a line comment would become part of its dashes
        result.append(joins && trivia.startsWith("-") ? " " : "").append(trivia);
      }
      result.append(script, lexer.start(), lexer.position());
      copied = lexer.position();
    }
    return result.append(script.substring(copied)).toString();
  }
}
