package dev.lockkeeper.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.secretmanager.v1.SecretVersion.State;
import dev.lockkeeper.google.fake.FakeSecretManager;
import dev.lockkeeper.google.fake.FakeServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of secrets, before a Secret Manager that is no cloud. */
class DoctorSecretsTest {
  private static final String SECRETS = "projects/orders/secrets/";

  private final FakeSecretManager secrets = new FakeSecretManager();
  private final FakeServer server = FakeServer.start(secrets);
  @TempDir Path folder;
  private Setup setup;

  @BeforeEach
  void refer() {
    setup =
        new Setup(folder)
            .migration()
            .set("LOCKKEEPER_SECRET_MANAGER_ENDPOINT", "http://127.0.0.1:" + server.port())
            .set("DB_HOST", "sm://orders/host/1")
            .set("DB_NAME", "sm://orders/name/1")
            .set("DB_USER", "sm://orders/user/1")
            .set("DB_PASS", "sm://orders/password");
    secrets.add(SECRETS + "host", "127.0.0.1");
    secrets.add(SECRETS + "user", "app");
    secrets.add(SECRETS + "password", "hunter2");
  }

  @AfterEach
  void end() {
    server.close();
  }

  private List<String> found(boolean live) {
    List<String> found =
        setup.examine(live).stream()
            .filter(d -> d.id().startsWith("secret-") || d.id().startsWith("live"))
            .map(d -> d.severity().id() + " " + d.message() + " " + d.fix())
            .toList();
    assertThat(found.toString()).doesNotContain("hunter2");
    return found;
  }

  @Test
  void asksNobodyUnlessLive() {
    assertThat(found(false))
        .contains(
            "info DB_HOST (environment) refers to sm://orders/host/1, which was not read"
                + " `lockkeeper doctor --live` looks whether it can be.",
            "warning DB_PASS (environment) takes the latest version of sm://orders/password, so"
                + " that another value may count tomorrow Write the number of a version:"
                + " sm://PROJECT/SECRET/VERSION.");
    assertThat(server.calls()).isEmpty();
    assertThat(setup.examine("database")).isEmpty();
  }

  @Test
  void b42_c14_namesWhatIsMissingDisabledOrNotReadable() {
    secrets.state(SECRETS + "user", 1, State.DISABLED);
    secrets.deny(FakeServer.NOBODY, SECRETS + "password");
    assertThat(found(true))
        .contains("ok DB_HOST (environment): sm://orders/host/1 can be read ")
        .anyMatch(
            line ->
                line.startsWith("problem DB_NAME (environment): there is no sm://orders/name/1")
                    && line.contains("| gcloud secrets create name --project=orders --data-file=-"))
        .anyMatch(
            line ->
                line.startsWith(
                    "problem DB_USER (environment): sm://orders/user/1 is disabled or destroyed"))
        .anyMatch(
            line ->
                line.startsWith("problem DB_PASS (environment): this account may not read")
                    && line.contains("--role=roles/secretmanager.secretAccessor"))
        .anyMatch(line -> line.startsWith("problem no database could be examined"));
  }
}
