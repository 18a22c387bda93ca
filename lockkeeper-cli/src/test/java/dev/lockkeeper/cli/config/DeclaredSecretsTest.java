package dev.lockkeeper.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.google.fake.FakeSecretManager;
import dev.lockkeeper.google.fake.FakeServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Variables that the settings file declares to be secrets. */
@DisplayName("C12: the secrets of a build file on a laptop")
class DeclaredSecretsTest {
  private static final String BUILD =
      """
      steps:
        - name: gcr.io/cloud-builders/docker
          secretEnv: [DB_PASS]
      substitutions:
        _SECRET: password
        _UNUSED: "1"
      availableSecrets:
        secretManager:
          - versionName: projects/$PROJECT_ID/secrets/${_SECRET}/versions/2
            env: DB_PASS
          - versionName: projects/$NO_SUCH_NAME/secrets/token/versions/1
            env: TOKEN
      """;

  private final FakeSecretManager secrets = new FakeSecretManager();
  private final FakeServer server = FakeServer.start(secrets);
  @TempDir Path temp;
  private TestProject project;

  @BeforeEach
  void declare() {
    project = new TestProject(temp);
    project.set("LOCKKEEPER_SECRET_MANAGER_ENDPOINT", "http://127.0.0.1:" + server.port());
    project.setAll("DB_HOST=h DB_NAME=n PROJECT_ID=orders").file("cloudbuild.yaml", BUILD);
    secrets.add("projects/orders/secrets/password", "of yesterday");
    secrets.add("projects/orders/secrets/password", "hunter2");
  }

  @AfterEach
  void end() {
    server.close();
  }

  @Test
  void aBuildFileCountsOnlyWhereItIsNamed() {
    assertThat(project.password()).isEmpty();
    project.yaml("secrets: {from: cloudbuild.yaml}");
    assertThat(project.password()).isEqualTo("hunter2");
    assertThat(project.database().origins().toString())
        .contains("DB_PASS (cloudbuild.yaml): sm://orders/password version 2: ***");
  }

  @Test
  void theEnvironmentIsStrongerThanTheSettingsAndTheyThanTheBuild() {
    project.yaml("secrets:", "  from: cloudbuild.yaml", "  DB_PASS: sm://orders/password/1");
    assertThat(project.password()).isEqualTo("of yesterday");
    project.file(".env", "DB_PASS=local\n");
    assertThat(project.password()).isEqualTo("local");
    project.set("DB_PASS", "mine");
    assertThat(project.password()).isEqualTo("mine");
  }

  @Test
  void theEnvironmentFillsSubstitutionsBeforeTheFileDoes() {
    secrets.add("projects/orders/secrets/other", "x");
    secrets.add("projects/orders/secrets/other", "of another");
    project.yaml("secrets: {from: cloudbuild.yaml}").set("_SECRET", "other");
    assertThat(project.password()).isEqualTo("of another");
  }

  @Test
  void anUnknownSubstitutionIsRefusedWhereTheSecretIsNeeded() {
    project.yaml("secrets: {from: cloudbuild.yaml}").set("PROJECT_ID", "");
    assertThat(project.failure())
        .hasMessage(
            "DB_PASS (cloudbuild.yaml): cloudbuild.yaml names a secret with $PROJECT_ID, which is"
                + " not known here");
    project.set("LOCKKEEPER_URL", "postgres://u:p@h/n");
    assertThat(project.password()).isEqualTo("p");
    assertThat(server.calls()).isEmpty();
  }

  @Test
  void whatIsNoReferenceIsRefusedAndNotRepeated() {
    project.yaml("secrets:", "  DB_PASS: hunter2");
    assertThat(project.failure().getMessage())
        .isEqualTo("secrets.DB_PASS expects a reference to a secret");
    project.yaml("secrets: {from: absent.yaml}");
    assertThat(project.failure()).hasMessageContaining("absent.yaml");
    project.yaml("secrets: {'a-b': 'sm://orders/password'}");
    assertThat(project.failure()).hasMessageContaining("\"a-b\" is no name for a variable");
  }
}
