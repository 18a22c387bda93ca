package dev.lockkeeper.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {
  private static final List<String> KNOWN =
      List.of("lock-wait", "lock-budget", "url", "dir", "dirs");

  @ParameterizedTest
  @CsvSource({
    "lock-wait, lock-wait",
    "lockwait, lock-wait",
    "LockWait, lock-wait",
    "lock_budgets, lock-budget",
    "uri, url",
    "dirz, dirs",
    "lock, ''",
    "x, ''",
    "'', ''",
  })
  void findsOnlyWhatIsClose(String given, String expected) {
    assertThat(Suggestion.closest(given, KNOWN).orElse("")).isEqualTo(expected);
  }
}
