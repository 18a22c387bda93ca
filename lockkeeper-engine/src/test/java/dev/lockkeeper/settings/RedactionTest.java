package dev.lockkeeper.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RedactionTest {
  private final Redaction redaction =
      Redaction.of(List.of(Secret.of("p@ss:w/rd 'x'"), Secret.of("p@ss"), Secret.of("")));

  @Test
  void replacesSecretsInEveryForm() {
    for (String form :
        List.of(
            "p@ss:w/rd 'x'",
            "p@ss:w/rd ''x''",
            "p%40ss%3Aw%2Frd+%27x%27",
            "p%40ss%3Aw%2Frd%20%27x%27",
            "p%40ss%3aw%2frd%20%27x%27",
            "p@ss",
            "p%40ss")) {
      assertThat(redaction.finds("a " + form + " b")).isTrue();
      assertThat(redaction.apply("a " + form + " b")).isEqualTo("a *** b");
    }
  }

  @Test
  void leavesOtherTextAlone() {
    assertThat(redaction.finds("nothing here")).isFalse();
    assertThat(redaction.apply("nothing here")).isEqualTo("nothing here");
    assertThat(Redaction.of(List.of()).apply("p@ss")).isEqualTo("p@ss");
  }

  @Test
  void doesNotShowWhatItHides() {
    assertThat(redaction.toString()).doesNotContain("p@ss");
  }
}
