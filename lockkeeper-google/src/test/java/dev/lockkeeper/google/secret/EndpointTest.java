package dev.lockkeeper.google.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.failure.LockkeeperException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
  private static Endpoint of(String text) {
    return Endpoint.of(Map.of(Endpoint.VARIABLE, text));
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:8123, 127.0.0.1:8123, true",
    "http://localhost:8123/, localhost:8123, true",
    "http://[::1]:8123, [::1]:8123, true",
    "https://secretmanager-x.p.googleapis.com, secretmanager-x.p.googleapis.com:443, false",
    "https://127.0.0.1:9, 127.0.0.1:9, false",
  })
  void readsAnAddress(String text, String address, boolean isPlaintext) {
    assertThat(of(text)).isEqualTo(new Endpoint(Optional.of(address), isPlaintext));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://10.0.0.5:80",
        "http://localhost.example.com:80",
        "http://127.0.0.1.example.com",
        "http://user@127.0.0.1:80",
        "127.0.0.1:80",
        "ftp://127.0.0.1",
        "https://host/path",
      })
  void refusesEverythingElse(String text) {
    assertThatThrownBy(() -> of(text))
        .isInstanceOf(LockkeeperException.class)
        .hasMessageContaining(Endpoint.VARIABLE);
  }
}
