package dev.lockkeeper.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.settings.Secret;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReferencesTest {
  @TempDir Path temp;

  @ParameterizedTest
  @CsvSource({
    "postgres://h/n, postgres://h/n",
    "${WHOLE}, postgres://u:p@h/n",
    "postgres://${USER_NAME}:x@${HOST}/n, postgres://me%40corp:x@db:6000/n",
    "postgres://u@${NOWHERE:-h}/n, postgres://u@h/n",
    "postgres://u@h/${NOWHERE:-}n, postgres://u@h/n",
    "postgres:///n?host=${FOLDER}, postgres:///n?host=%2Frun%2Fpg",
  })
  void putsVariablesIn(String raw, String expected) {
    assertThat(resolved(raw)).isEqualTo(expected);
  }

  @Test
  void aPasswordMayHoldAnyCharacter() {
    DatabaseAddress address = DatabaseAddress.parse(resolved("postgres://u:${PASSWORD}@h/n"));
    assertThat(address.password()).contains(Secret.of("p@s:s/w?r%d$ +{}\\1"));
    assertThat(DatabaseAddress.parse(resolved("postgres://h/n?password=${PASSWORD}")).password())
        .contains(Secret.of("p@s:s/w?r%d$ +{}\\1"));
  }

  @Test
  void aVariableThatIsNotSetIsNamed() {
    assertThatThrownBy(() -> resolved("postgres://u:${NOWHERE}@h/n"))
        .isInstanceOf(LockkeeperException.class)
        .hasMessage("lockkeeper.yaml:3: the url refers to NOWHERE, which is not set");
  }

  @ParameterizedTest
  @CsvSource({"postgres://${/n", "postgres://${a-b}/n", "postgres://${}/n"})
  void aBrokenReferenceIsRefused(String raw) {
    assertThatThrownBy(() -> resolved(raw)).hasMessageContaining("begins no reference");
  }

  @ParameterizedTest
  @CsvSource({
    "postgres://u:hunter2@h/n, true",
    "postgres://h/n?a=b&password=hunter2, true",
    "postgres://u:${PASSWORD}@h/n, false",
    "postgres://h/n?password=${PASSWORD}, false",
    "postgres://u:@h/n, false",
    "postgres://u@h:5432/n, false",
    "embedded, false",
  })
  void seesAPasswordThatIsWrittenOut(String raw, boolean isWritten) {
    assertThat(References.hasWrittenPassword(Secret.of(raw))).isEqualTo(isWritten);
  }

  private String resolved(String raw) {
    Variables variables =
        Variables.of(
            Map.of(
                "WHOLE", "postgres://u:p@h/n",
                "USER_NAME", "me@corp",
                "HOST", "db:6000",
                "FOLDER", "/run/pg",
                "PASSWORD", "p@s:s/w?r%d$ +{}\\1"),
            temp,
            new SecretReader(Map.of()));
    return References.resolve(new Sourced<>(Secret.of(raw), "lockkeeper.yaml:3"), variables)
        .value()
        .reveal();
  }
}
