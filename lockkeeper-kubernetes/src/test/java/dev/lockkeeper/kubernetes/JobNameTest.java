package dev.lockkeeper.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobNameTest {
  private static final String DNS_1123 = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

  @Test
  void aNameThatIsOneAlreadyStaysAsItIs() {
    assertThat(JobName.of("orders-migrate", "r42-pre")).isEqualTo("orders-migrate-r42-pre");
  }

  @Test
  void everyNameIsALabel() {
    String longest = "a".repeat(40);
    for (String job :
        List.of("orders", "Orders_Migrate", "-", "", "a".repeat(63), "a".repeat(62))) {
      for (String key : List.of("k", "01HZ-PRE", "-k-", longest, "-".repeat(40))) {
        assertThat(JobName.of(job, key)).matches(DNS_1123);
      }
    }
  }

  @Test
  void whatIsCutOffStillTellsNamesApart() {
    String key = "k".repeat(40);
    assertThat(JobName.of("a".repeat(50) + "x", key))
        .isNotEqualTo(JobName.of("a".repeat(50) + "y", key))
        .contains(key);
    assertThat(JobName.of("orders", "KEY")).isNotEqualTo(JobName.of("orders", "key"));
    assertThat(JobName.of("orders_x", "k")).isNotEqualTo(JobName.of("orders-x", "k"));
  }

  @ParameterizedTest
  @CsvSource({"01HZ, 01HZ", "a_b.c, a_b.c", "-a-, a", "a/b, a-b"})
  void labelsKeepWhatMayBeInThem(String text, String label) {
    assertThat(JobName.label(text)).isEqualTo(label);
  }

  @ParameterizedTest
  @ValueSource(strings = {"database/url", "a.b-c/KEY_1.x"})
  void secretsAreNamedWithTheirKeys(String reference) {
    SecretKey key = SecretKey.parse("URL", reference);
    assertThat(key.name() + "/" + key.key()).isEqualTo(reference);
  }
}
