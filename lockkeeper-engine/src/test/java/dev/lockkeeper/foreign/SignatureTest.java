package dev.lockkeeper.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SignatureTest {
  private static final Signature SIGNATURE = Signature.of("id:N name:S tag:S?");

  @Test
  void acceptsATableWithAndWithoutOptionalColumns() {
    assertThat(SIGNATURE.differences(Map.of("id", "N", "name", "S"))).isEmpty();
    assertThat(SIGNATURE.differences(Map.of("id", "N", "name", "S", "tag", "S"))).isEmpty();
  }

  @Test
  void namesWhatIsDifferent() {
    assertThat(SIGNATURE.differences(Map.of("id", "S", "extra", "D")))
        .containsExactlyInAnyOrder(
            "column id of an unexpected type", "unknown column extra", "no column name");
  }
}
