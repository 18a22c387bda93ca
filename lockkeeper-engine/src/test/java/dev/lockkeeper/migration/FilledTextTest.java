package dev.lockkeeper.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FilledTextTest {
  private static FilledText with(String value) {
    return FilledText.of(
        "${TOKEN}", List.of(new FilledText.Replacement(0, 8, value)), Map.of(value, "TOKEN"));
  }

  @Test
  void leavesOutWhatTheServerQuotesInAnyLanguage() {
    FilledText text = with("ab tail");
    assertThat(text.redacted("unrecognized role option \"tail\"")).endsWith("role option ?");
    assertThat(text.redacted("option de rôle « tail » non reconnue"))
        .isEqualTo("option de rôle ? non reconnue");
    assertThat(text.redacted("unbekannte Rollenoption »tail«"))
        .isEqualTo("unbekannte Rollenoption ?");
    assertThat(text.redacted("a \"tail\" b \"ta\"il\" c")).isEqualTo("a ? c");
  }

  @Test
  void leavesOutPiecesOfAValueOutsideOfQuotes() {
    FilledText text = with("abc(0123456789)x");
    assertThat(text.redacted("heard ABC(0123456789)X")).isEqualTo("heard ${TOKEN}");
    assertThat(text.redacted("function zz.0123456789 does not exist"))
        .isEqualTo("function zz.? does not exist");
    assertThat(text.redacted("column 01234 and 012345")).isEqualTo("column 01234 and ?");
    assertThat(with("o''neill").redacted("heard O'Neill")).isEqualTo("heard ${TOKEN}");
  }

  @Test
  void leavesWordsAboutAPlainTextAlone() {
    assertThat(FilledText.plain("SELECT 1").redacted("column \"a\"")).isEqualTo("column \"a\"");
  }
}
