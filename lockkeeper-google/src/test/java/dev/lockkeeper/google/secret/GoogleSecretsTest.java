package dev.lockkeeper.google.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.retrying.RetrySettings;
import com.google.api.gax.rpc.FixedHeaderProvider;
import com.google.cloud.secretmanager.v1.SecretManagerServiceSettings;
import com.google.cloud.secretmanager.v1.SecretVersion.State;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.google.fake.FakeSecretManager;
import dev.lockkeeper.google.fake.FakeServer;
import dev.lockkeeper.secret.SecretReference;
import dev.lockkeeper.secret.SecretVersion;
import dev.lockkeeper.secret.StoredSecret;
import io.grpc.Status;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Google's client before a fake of its service. */
class GoogleSecretsTest {
  private static final String DB = "projects/orders/secrets/db";
  private static final String REGIONAL = "projects/orders/locations/europe-west1/secrets/db";
  private static final String ACCOUNT = "deploy@orders.iam.gserviceaccount.com";
  private static final String VALUE = "hunter2 secret";
  private static final Status BUSY = Status.UNAVAILABLE.withDescription("busy");

  private final FakeSecretManager fake = new FakeSecretManager();
  private final FakeServer server = FakeServer.start(fake);
  private final GoogleSecrets store =
      new GoogleSecrets(
          new Clients(
              new Endpoint(Optional.of("127.0.0.1:" + server.port()), true),
              NoCredentialsProvider.create(),
              GoogleSecretsTest::impatient),
          () -> Optional.of(ACCOUNT));

  private static SecretManagerServiceSettings.Builder impatient(
      SecretManagerServiceSettings.Builder settings) {
    settings
        .accessSecretVersionSettings()
        .setRetrySettings(
            RetrySettings.newBuilder()
                .setInitialRetryDelayDuration(Duration.ofMillis(1))
                .setMaxRetryDelayDuration(Duration.ofMillis(1))
                .setInitialRpcTimeoutDuration(Duration.ofSeconds(20))
                .setMaxRpcTimeoutDuration(Duration.ofSeconds(20))
                .setTotalTimeoutDuration(Duration.ofSeconds(20))
                .setMaxAttempts(5)
                .build());
    settings.setHeaderProvider(FixedHeaderProvider.create("authorization", "Bearer " + ACCOUNT));
    return settings;
  }

  @BeforeEach
  void keepQuiet() {
    Quiet.libraries();
  }

  @AfterEach
  void end() {
    store.close();
    server.close();
  }

  private static SecretVersion version(String reference) {
    return ((SecretReference.Stored) SecretReference.parse(reference)).version();
  }

  private String read(String reference) {
    StoredSecret secret = store.read(version(reference));
    assertThat(secret.toString()).doesNotContain(VALUE);
    return secret.version() + " is " + secret.value().reveal();
  }

  private LockkeeperException refused(String reference, ErrorCode code) {
    LockkeeperException refusal =
        catchThrowableOfType(LockkeeperException.class, () -> store.read(version(reference)));
    assertThat(refusal.code()).isEqualTo(code);
    assertThat(refusal.databaseState()).contains("Nothing was sent to the database.");
    assertThat(refusal.getMessage() + refusal.hint() + refusal.getCause())
        .contains("db")
        .doesNotContain(VALUE);
    return refusal;
  }

  @Test
  void readsAVersionByItsNumberItsAliasOrAsTheLatest() {
    fake.add(DB, "first");
    fake.add(DB, VALUE);
    fake.alias(DB, "stable", 1);
    assertThat(read("sm://orders/db")).isEqualTo("sm://orders/db/2 is " + VALUE);
    assertThat(read("sm://orders/db/1")).isEqualTo("sm://orders/db/1 is first");
    assertThat(read("sm://orders/db/stable")).isEqualTo("sm://orders/db/1 is first");
    assertThat(read("sm://" + DB + "/versions/2")).isEqualTo("sm://orders/db/2 is " + VALUE);
    assertThat(read("sm://" + FakeSecretManager.NUMBER + "/db/2"))
        .isEqualTo("sm://" + FakeSecretManager.NUMBER + "/db/2 is " + VALUE);
  }

  @Test
  void readsARegionalSecret() {
    fake.add(DB, "of no region");
    fake.add(REGIONAL, "x");
    fake.add(REGIONAL, VALUE);
    assertThat(read("sm://" + REGIONAL)).isEqualTo("sm://" + REGIONAL + "/versions/2 is " + VALUE);
  }

  @Test
  void asksForARegionalSecretInItsRegion() {
    Endpoint google = Endpoint.of(Map.of());
    assertThat(google.address(Optional.empty())).isEqualTo("secretmanager.googleapis.com:443");
    assertThat(google.address(Optional.of("europe-west1")))
        .isEqualTo("secretmanager.europe-west1.rep.googleapis.com:443");
  }

  @Test
  void readsTheLargestSecretAndAnEmptyOne() {
    String large = "x".repeat(65536);
    fake.add(DB, large);
    fake.add(DB, "");
    assertThat(read("sm://orders/db/1")).isEqualTo("sm://orders/db/1 is " + large);
    assertThat(read("sm://orders/db/2")).isEqualTo("sm://orders/db/2 is ");
  }

  @Test
  void triesAgainWhileTheServiceIsAway() {
    fake.add(DB, VALUE);
    fake.failNext(BUSY, Status.RESOURCE_EXHAUSTED, BUSY);
    assertThat(read("sm://orders/db/1")).endsWith(VALUE);
    assertThat(server.calls()).hasSize(4);
  }

  @Test
  void saysThatTheServiceStaysAway() {
    fake.add(DB, VALUE);
    fake.failNext(BUSY, BUSY, BUSY, BUSY, BUSY, BUSY);
    assertThat(refused("sm://orders/db/1", ErrorCode.UNREACHABLE))
        .hasMessageContaining("UNAVAILABLE")
        .hasMessageContaining("busy");
    assertThat(server.calls()).hasSize(5);
  }

  @Test
  void asksAgainForADamagedAnswerAndGivesUpInTheEnd() {
    fake.add(DB, VALUE);
    fake.damageNext(2);
    assertThat(read("sm://orders/db/1")).endsWith(VALUE);
    fake.damageNext(3);
    assertThat(refused("sm://orders/db/1", ErrorCode.UNREACHABLE)).hasMessageContaining("CRC32C");
  }

  @Test
  void namesTheRoleThatIsMissingAndWhoNeedsIt() {
    fake.add(DB, VALUE);
    fake.deny(ACCOUNT, DB);
    LockkeeperException refusal = refused("sm://orders/db/1", ErrorCode.PERMISSION);
    assertThat(refusal)
        .hasMessageContaining(ACCOUNT)
        .hasMessageContaining("roles/secretmanager.secretAccessor");
    assertThat(refusal.hint().orElseThrow())
        .contains(
            "gcloud secrets add-iam-policy-binding db --project=orders"
                + " --role=roles/secretmanager.secretAccessor --member=serviceAccount:"
                + ACCOUNT);
    fake.add("projects/orders/secrets/db-of-another", VALUE);
    assertThat(read("sm://orders/db-of-another")).endsWith(VALUE);
  }

  @Test
  void saysHowToMakeASecretThatIsMissing() {
    LockkeeperException refusal = refused("sm://orders/db", ErrorCode.SETTINGS);
    assertThat(refusal).hasMessageContaining("there is no sm://orders/db/latest");
    assertThat(refusal.hint().orElseThrow())
        .contains("| gcloud secrets create db --project=orders --data-file=-");
    fake.addEmpty(DB);
    assertThat(refused("sm://orders/db", ErrorCode.SETTINGS))
        .hasMessageContaining("has no version yet");
    fake.add(DB, VALUE);
    assertThat(refused("sm://orders/db/2", ErrorCode.SETTINGS))
        .hasMessageContaining("there is no sm://orders/db/2");
    assertThat(refused("sm://orders/db/stable", ErrorCode.SETTINGS))
        .hasMessageContaining("there is no sm://orders/db/stable");
  }

  @Test
  void saysThatAVersionIsDisabledOrDestroyedAndWhatLatestMeans() {
    fake.add(DB, "first");
    fake.add(DB, VALUE);
    fake.state(DB, 2, State.DISABLED);
    assertThat(refused("sm://orders/db", ErrorCode.SETTINGS))
        .hasMessageContaining("disabled or destroyed")
        .hasMessageContaining("the version that was made last");
    fake.state(DB, 2, State.DESTROYED);
    assertThat(refused("sm://orders/db/2", ErrorCode.SETTINGS))
        .hasMessageContaining("sm://orders/db/2 is disabled or destroyed");
    assertThat(read("sm://orders/db/1")).endsWith("first");
  }

  @Test
  void saysThatTheCredentialsDoNotCount() {
    fake.failNext(Status.UNAUTHENTICATED.withDescription("the token has expired"));
    assertThat(refused("sm://orders/db", ErrorCode.AUTHENTICATION).hint().orElseThrow())
        .contains("gcloud auth application-default login");
  }

  @Test
  void refusesWhatIsNoText() {
    fake.add(DB, new byte[] {(byte) 0xFF, 'a'});
    assertThat(refused("sm://orders/db", ErrorCode.SETTINGS)).hasMessageContaining("not UTF-8");
  }
}
