package dev.lockkeeper.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.sql.SplitOracle.Outcome;
import dev.lockkeeper.sql.SplitOracle.Piece;
import dev.lockkeeper.sql.ToySplitter.Skill;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The server decides whether scripts are cut where PostgreSQL would cut them. */
class ScriptSplitIT {
  private static SplitOracle oracle;
  private static final Map<String, Outcome> EXPECTED = new LinkedHashMap<>();

  @BeforeAll
  static void askServer() throws Exception {
    oracle = new SplitOracle();
    for (SplitCase one : SplitCase.all()) {
      EXPECTED.put(one.name(), oracle.messages(one.messages()));
    }
  }

  @AfterAll
  static void close() throws Exception {
    oracle.close();
  }

  static List<SplitCase> cases() {
    return SplitCase.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void serverAcceptsTheCorpusItself(SplitCase one) {
    assertThat(EXPECTED.get(one.name()).error()).isEmpty();
    assertThat(EXPECTED.get(one.name()).tags()).hasSizeGreaterThan(1);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void piecesDoWhatTheWholeScriptDoes(SplitCase one) throws Exception {
    List<Piece> pieces = SplitOracle.OURS.split(one.script());

    Outcome outcome = oracle.pieces(pieces);

    assertThat(outcome).isEqualTo(EXPECTED.get(one.name()));
    assertThat(pieces).hasSameSizeAs(outcome.tags());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void canonicalTextDoesWhatTheScriptDoes(SplitCase one) throws Exception {
    String canonical = CanonicalText.of(one.script());
    List<String> withLineFeeds = one.messages().stream().map(m -> m.replace("\r\n", "\n")).toList();

    assertThat(oracle.pieces(SplitOracle.OURS.split(canonical)))
        .isEqualTo(oracle.messages(withLineFeeds));
    assertThat(CanonicalText.of(canonical)).isEqualTo(canonical);
  }

  static List<SplitCase> copyCases() {
    return SplitCase.all().stream().filter(one -> one.name().startsWith("copy_")).toList();
  }

  @ParameterizedTest
  @MethodSource("copyCases")
  void copyManagerTakesTheDataLines(SplitCase one) throws Exception {
    List<Statement> statements = Script.parse(one.script()).statements();

    assertThat(oracle.throughDriver(statements)).isEqualTo(EXPECTED.get(one.name()).database());
  }

  @Test
  void toySplitterWithAllSkillsPasses() throws Exception {
    assertThat(firstFailureOf(EnumSet.allOf(Skill.class))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Skill.class)
  void corpusCatchesSplitterWithoutThisSkill(Skill missing) throws Exception {
    assertThat(firstFailureOf(EnumSet.complementOf(EnumSet.of(missing)))).isPresent();
  }

  private static Optional<String> firstFailureOf(Set<Skill> skills) throws Exception {
    ToySplitter splitter = new ToySplitter(skills);
    for (SplitCase one : SplitCase.all()) {
      if (!oracle.pieces(splitter.split(one.script())).equals(EXPECTED.get(one.name()))) {
        return Optional.of(one.name());
      }
    }
    return Optional.empty();
  }
}
