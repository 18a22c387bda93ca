package dev.lockkeeper.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.settings.Secret;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretReferenceTest {
  @ParameterizedTest
  @CsvSource({
    "sm://orders/db, projects/orders/secrets/db/versions/latest,",
    "sm://orders/db/7, projects/orders/secrets/db/versions/7,",
    "sm://orders/db/stable, projects/orders/secrets/db/versions/stable,",
    "sm://123456/DB_PASS-1#a.b, projects/123456/secrets/DB_PASS-1/versions/latest, a.b",
    "sm://example.com:orders/db#k, projects/example.com:orders/secrets/db/versions/latest, k",
    "sm://projects/db, projects/projects/secrets/db/versions/latest,",
    "sm://projects/orders/secrets/db, projects/orders/secrets/db/versions/latest,",
    "sm://projects/orders/secrets/db/versions/3#k, projects/orders/secrets/db/versions/3, k",
    "sm://projects/orders/locations/europe-west1/secrets/db,"
        + " projects/orders/locations/europe-west1/secrets/db/versions/latest,",
    "sm://projects/1/locations/eu/secrets/db/versions/9,"
        + " projects/1/locations/eu/secrets/db/versions/9,",
  })
  void readsTheNamesOfSecrets(String text, String resource, String key) {
    assertThat(SecretReference.parse(text))
        .isInstanceOfSatisfying(
            SecretReference.Stored.class,
            stored -> {
              assertThat(stored.version().resource()).isEqualTo(resource);
              assertThat(stored.key()).isEqualTo(Optional.ofNullable(key));
              assertThat(SecretReference.parse(stored.toString())).isEqualTo(stored);
            });
  }

  @ParameterizedTest
  @CsvSource({
    "file:/run/secrets/db, /run/secrets/db,",
    "file:///run/secrets/db, /run/secrets/db,",
    "file:/run/my secrets/db.json#a.b, /run/my secrets/db.json, a.b",
  })
  void readsTheNamesOfFiles(String text, String path, String key) {
    assertThat(SecretReference.parse(text))
        .isEqualTo(new SecretReference.InFile(path, Optional.ofNullable(key)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sm://",
        "sm://hunter2secret",
        "sm://orders/",
        "sm://orders/db/",
        "sm://orders/db/0",
        "sm://orders/db/007",
        "sm://orders/eu/db/7",
        "sm://orders/db#",
        "sm://orders/db ",
        "sm://Orders/db",
        "sm://orders/a%2Fb",
        "sm://orders/../db",
        "sm://projects/orders/secrets/db/7",
        "sm://projects/orders/locations/eu/db",
        "sm://projects/hunter2secret/secrets/",
        "file:/#",
        "orders/db",
      })
  void refusesWhatIsNoNameAndDoesNotRepeatIt(String text) {
    assertThatThrownBy(() -> SecretReference.parse(text))
        .isInstanceOfSatisfying(
            LockkeeperException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.SETTINGS);
              assertThat(e.getMessage() + e.hint()).doesNotContain("hunter2secret");
              assertThat(e.hint()).hasValueSatisfying(hint -> assertThat(hint).contains("sm://"));
            });
  }

  @Test
  void tellsReferencesFromValues() {
    assertThat(SecretReference.isStored("sm://p/s")).isTrue();
    assertThat(SecretReference.isStored("smart")).isFalse();
    assertThat(SecretReference.isFile("file:/run/x")).isTrue();
    assertThat(SecretReference.isFile("file:x")).isFalse();
  }

  @Test
  void showsNoValue() {
    SecretVersion version = new SecretVersion(new SecretName("p", Optional.empty(), "s"), "7");
    assertThat(new StoredSecret(version, Secret.of("hunter2secret")))
        .hasToString("StoredSecret[version=sm://p/s/7, value=***]");
  }
}
