package dev.lockkeeper.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.secretmanager.v1.SecretVersion.State;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.google.fake.FakeSecretManager;
import dev.lockkeeper.google.fake.FakeServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings whose values are in Secret Manager, or in files. */
class StoredSettingsTest {
  private static final String PASSWORD = "p@ss:w/rd #{}\\ \"1";

  private final FakeSecretManager secrets = new FakeSecretManager();
  private final FakeServer server = FakeServer.start(secrets);
  @TempDir Path temp;
  private TestProject project;

  @BeforeEach
  void leadToTheFake() {
    project = new TestProject(temp);
    project.set("LOCKKEEPER_SECRET_MANAGER_ENDPOINT", "http://127.0.0.1:" + server.port());
  }

  @AfterEach
  void end() {
    server.close();
  }

  private void add(String name, String value) {
    secrets.add("projects/orders/secrets/" + name, value);
  }

  private List<String> origins() {
    return project.database().origins().stream().map(Origin::toString).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"LOCKKEEPER_URL", "DATABASE_URL"})
  void readsAnAddress(String variable) {
    add("url", "postgres://app:hunter2@db:6000/orders\n");
    project.set(variable, "sm://orders/url/1");
    assertThat(project.address()).isEqualTo("postgres://app:***@db:6000/orders");
    assertThat(project.password()).isEqualTo("hunter2");
    assertThat(origins())
        .contains(
            "database url from "
                + variable
                + " (environment): sm://orders/url version 1: postgres://app:***@db:6000/orders");
  }

  @Test
  void d6_readsEveryPartOfAFamily() {
    add("host", "10.0.0.5");
    add("port", "6000");
    add("name", "orders_production");
    add("user", "deploy");
    add("password", PASSWORD);
    project.setAll(
        "POSTGRES_HOST=sm://orders/host/1 POSTGRES_PORT=sm://orders/port/1"
            + " POSTGRES_DATABASE_NAME=sm://orders/name/1 POSTGRES_USER=sm://orders/user/1"
            + " POSTGRES_PASSWORD=sm://orders/password/1");
    assertThat(project.address())
        .isEqualTo("postgres://deploy:***@10.0.0.5:6000/orders_production");
    assertThat(project.password()).isEqualTo(PASSWORD);
    assertThat(origins())
        .contains(
            "database host from POSTGRES_HOST (environment): sm://orders/host version 1: ***",
            "database port from POSTGRES_PORT (environment): sm://orders/port version 1: ***",
            "database password from POSTGRES_PASSWORD (environment): sm://orders/password version"
                + " 1: ***");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"password\": \"hunter2\"} | password",
        "{\"database\": {\"password\": \"hunter2\"}} | database.password",
        "{\"database.password\": \"hunter2\", \"database\": {\"password\": \"x\"}}"
            + " | database.password",
        "{\"a.b\": {\"c\": \"hunter2\"}} | a.b.c",
        "[{\"x\": 1}, {\"x\": \"hunter2\"}] | 1.x",
        "{\"a\\\\b\": \"hunter2\"} | a\\b",
        "{\"password\": \"\\u0068unter\\u0032\"} | password",
        "{\"port\": 6000, \"x\": \"hunter2\\u0031\"} | port",
        "{\\n\\t\"a\": {\\n\\t\\t\"b\":\\t\"hunter2\"\\n\\t}\\n} | a.b",
        "DB_USER=app\\nDB_PASS=\"hunter2\"\\n | DB_PASS",
        "# settings\\nexport DB.PASS=hunter2 # x | DB.PASS",
        "database:\\n  host: db\\n  password: 'hunter2' | database.password",
      })
  void readsOneOfSeveralValues(String document, String key) {
    add("all", document.replace("\\n", "\n").replace("\\t", "\t"));
    project.setAll("DB_HOST=h DB_NAME=n").set("DB_PASS", "sm://orders/all/1#" + key);
    assertThat(project.password()).isEqualTo(key.equals("port") ? "6000" : "hunter2");
    assertThat(origins().toString())
        .contains("sm://orders/all#" + key + " version 1: ***")
        .doesNotContain("hunter2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"password\": \"hunter2\"} | passwort | holds no value of the key passwort",
        "{\"password\": {\"x\": \"hunter2\"}} | password | neither",
        "{\"password\": null} | password | holds no value",
        "{\"password\": \"hunter2 | password | neither JSON nor YAML",
        "hunter2 | password | holds no value",
        "{\"password\": \"\"} | password | is empty",
      })
  void saysWhatIsWrongWithADocumentAndNotWhatItHolds(String text, String key, String message) {
    add("all", text);
    project.setAll("DB_HOST=h DB_NAME=n").set("DB_PASS", "sm://orders/all/1#" + key);
    LockkeeperException failure = project.failure();
    assertThat(failure)
        .hasMessageStartingWith("DB_PASS (environment): sm://orders/all#" + key + " version 1 ")
        .hasMessageContaining(message);
    assertThat(failure.toString() + failure.hint() + failure.getCause()).doesNotContain("hunter2");
  }

  @Test
  void asksForTheKeyOfADocument() {
    add("all", "{\"password\": \"hunter2\"}");
    project.setAll("DB_HOST=h DB_NAME=n DB_PASS=sm://orders/all/1");
    assertThat(project.failure()).hasMessageContaining("holds several values");
  }

  @Test
  void readsReferencesInTheFileAndInTheEnvironmentOfAUrl() {
    add("url", "postgres://app:hunter2@db/orders");
    add("password", PASSWORD);
    project.yaml("url: sm://orders/url/1");
    assertThat(project.address()).isEqualTo("postgres://app:***@db:5432/orders");
    project
        .yaml("url: postgres://app:${STAGING}@db/orders")
        .set("STAGING", "sm://orders/password/1");
    assertThat(project.password()).isEqualTo(PASSWORD);
    project.yaml("url: ${WHOLE}").set("WHOLE", "sm://orders/url/1");
    assertThat(project.password()).isEqualTo("hunter2");
    project.yaml("url: postgres://app:sm%3A%2F%2Forders%2Fpassword%2F1@db/orders");
    assertThat(project.password()).isEqualTo(PASSWORD);
    project.yaml("").url("sm://orders/url/1");
    assertThat(project.password()).isEqualTo("hunter2");
    assertThat(project.database().warnings()).isEmpty();
  }

  @Test
  void readsReferencesInDotenvAndInOtherVariables() {
    add("password", PASSWORD);
    add("release", "2026-11");
    project
        .file(".env", "DB_HOST=h\nDB_NAME=n\nDB_PASS=sm://orders/password/1\n")
        .set("LOCKKEEPER_RELEASE", "sm://orders/release/1");
    assertThat(project.password()).isEqualTo(PASSWORD);
    Configuration configuration = project.read();
    assertThat(configuration.settings().releaseId()).contains("2026-11");
    assertThat(configuration.origins().toString())
        .contains("sm://orders/release version 1")
        .doesNotContain("2026-11");
  }

  @Test
  void readsOnlyWhatIsUsedAndThatOnce() {
    add("url", "postgres://app@db/orders");
    add("password", PASSWORD);
    project.setAll(
        "LOCKKEEPER_URL=sm://orders/url/1 DATABASE_URL=sm://orders/absent DB_HOST=sm://orders/x"
            + " PGPASSWORD=sm://orders/password/1 POSTGRES_PASSWORD=sm://orders/y");
    ConfigurationReader reader = project.reader();
    assertThat(server.calls()).isEmpty();
    reader.read(project.options(), DatabaseNeed.NONE);
    assertThat(server.calls()).isEmpty();
    reader.read(project.options(), DatabaseNeed.REQUIRED);
    reader.read(project.options(), DatabaseNeed.REQUIRED);
    assertThat(server.calls()).hasSize(2);
  }

  @Test
  void aHalfSetFamilyIsNotRead() {
    project.setAll("DB_NAME=sm://orders/absent DATABASE_URL= PGHOST=h PGDATABASE=d");
    assertThat(project.address()).isEqualTo("postgres://h:5432/d");
    assertThat(project.database().warnings().toString()).contains("DB_NAME (environment) is set");
    assertThat(server.calls()).isEmpty();
  }

  @Test
  void givesScriptsTheValueOfAVariableWhenTheyNameIt() {
    add("role", "hunter2");
    project.set("ROLE_PASSWORD", "sm://orders/role").setAll("DB_HOST=h DB_NAME=n");
    ConfigurationReader reader = project.reader();
    Configuration configuration = reader.read(project.options(), DatabaseNeed.REQUIRED);
    assertThat(server.calls()).isEmpty();
    assertThat(configuration.settings().variables().value("ROLE_PASSWORD")).contains("hunter2");
    assertThat(reader.secretWarnings()).hasSize(1);
  }

  @Test
  void b32_warnsOfTheLatestVersionOnce() {
    add("all", "{\"user\": \"app\", \"password\": \"hunter2\"}");
    add("all", "{\"user\": \"app\", \"password\": \"hunter3\"}");
    project.setAll(
        "DB_HOST=h DB_NAME=n DB_USER=sm://orders/all#user DB_PASS=sm://orders/all#password");
    ConfigurationReader reader = project.reader();
    reader.read(project.options(), DatabaseNeed.REQUIRED);
    assertThat(reader.secretWarnings())
        .containsExactly(
            "sm://orders/all is read without the number of a version, so that another value may"
                + " count tomorrow; this time it is sm://orders/all/2");
    reader.read(project.options(), DatabaseNeed.REQUIRED);
    assertThat(server.calls()).hasSize(1);
    project.setAll("DB_USER=sm://orders/all/2#user DB_PASS=sm://orders/all/2#password");
    ConfigurationReader pinned = project.reader();
    pinned.read(project.options(), DatabaseNeed.REQUIRED);
    assertThat(pinned.secretWarnings()).isEmpty();
  }

  @Test
  void doesNotFollowAReferenceInASecret() {
    add("url", "sm://orders/other/1");
    project.set("DATABASE_URL", "sm://orders/url/1");
    assertThat(project.failure()).hasMessageContaining("another secret");
    add("password", "sm://orders/other/1");
    project.set("DATABASE_URL", "").setAll("DB_HOST=h DB_NAME=n DB_PASS=sm://orders/password/1");
    assertThat(project.password()).isEqualTo("sm://orders/other/1");
  }

  @Test
  void passesOnWhatTheStoreRefuses() {
    add("password", "hunter2");
    secrets.state("projects/orders/secrets/password", 1, State.DISABLED);
    project.setAll("DB_HOST=h DB_NAME=n DB_PASS=sm://orders/password/1");
    LockkeeperException failure = project.failure();
    assertThat(failure.code()).isEqualTo(ErrorCode.SETTINGS);
    assertThat(failure)
        .hasMessage("DB_PASS (environment): sm://orders/password/1 is disabled or destroyed");
    assertThat(failure.databaseState()).contains("Nothing was sent to the database.");
  }

  @Test
  void readsFilesWhereSecretsMayStand() {
    String file = project.file("run/db.json", "{\"password\": \"hunter2\"}").folder() + "/run";
    project.file("run/url", "postgres://app@db/orders\n");
    project.setAll("DB_HOST=h DB_NAME=n DB_PASS=file:" + file + "/db.json#password");
    assertThat(project.password()).isEqualTo("hunter2");
    project.set("LOCKKEEPER_URL", "file://" + file + "/url").set("PGPASSWORD", "x");
    assertThat(project.address()).isEqualTo("postgres://app:***@db:5432/orders");
    project.set("LOCKKEEPER_URL", "file:" + file + "/absent");
    assertThat(project.failure()).hasMessageContaining("there is no such file");
    project.file("run/large", "x".repeat(65537)).set("LOCKKEEPER_URL", "file:" + file + "/large");
    assertThat(project.failure()).hasMessageContaining("larger than 64 KiB");
    assertThat(server.calls()).isEmpty();
  }

  @Test
  void asksNobodyWhenReadOffline() {
    project.setAll("DB_HOST=h DB_NAME=n DB_USER=u DB_PASS=sm://orders/all#password");
    ConfigurationReader reader = project.reader();
    Configuration configuration = reader.readOffline(project.options());
    assertThat(configuration.database().orElseThrow().origins().toString())
        .contains("sm://orders/all/latest#password, not read");
    project.set("LOCKKEEPER_URL", "sm://orders/url/3");
    reader = project.reader();
    assertThat(reader.readOffline(project.options()).database()).isEqualTo(Optional.empty());
    assertThat(reader.secretUses())
        .extracting(use -> use.source() + " " + use.reference())
        .containsExactly("LOCKKEEPER_URL (environment) sm://orders/url/3");
    project.set("LOCKKEEPER_URL", "").yaml("url: postgres://${HOST_OF_DB}/orders");
    project.set("DB_HOST", "").set("HOST_OF_DB", "sm://orders/host");
    assertThat(project.reader().readOffline(project.options()).database()).isEmpty();
    assertThat(server.calls()).isEmpty();
  }
}
