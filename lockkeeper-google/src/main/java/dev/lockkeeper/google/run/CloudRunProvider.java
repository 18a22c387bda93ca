package dev.lockkeeper.google.run;

import com.google.api.gax.core.CredentialsProvider;
import com.google.api.gax.core.FixedCredentialsProvider;
import com.google.api.gax.core.NoCredentialsProvider;
import com.google.auth.ServiceAccountSigner;
import com.google.auth.oauth2.GoogleCredentials;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.google.secret.Quiet;
import dev.lockkeeper.release.image.DockerLogins;
import dev.lockkeeper.release.image.Registry;
import dev.lockkeeper.release.platform.Platform;
import dev.lockkeeper.release.platform.PlatformProvider;
import dev.lockkeeper.release.settings.CloudRunSettings;
import dev.lockkeeper.release.settings.ServiceSettings;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Opens Cloud Run with the application default credentials; with the variable {@code
 * LOCKKEEPER_GOOGLE_ENDPOINT} an emulator on this machine, without credentials.
 */
public final class CloudRunProvider implements PlatformProvider {
  private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";

  @Override
  public String platform() {
    return "cloud-run";
  }

  @Override
  public Platform open(ServiceSettings service, Map<String, String> environment) {
    if (!(service.platform() instanceof CloudRunSettings cloud)) {
      throw new IllegalArgumentException("not a service of Cloud Run: " + service.name());
    }
    Quiet.libraries();
    Endpoint endpoint = Endpoint.of(environment);
    if (endpoint.emulator().isPresent()) {
      return new CloudRunPlatform(
          service,
          cloud,
          new Clients(endpoint, NoCredentialsProvider.create()),
          Polling.EMULATOR,
          new Registry(new DockerLogins(environment)),
          Optional::empty);
    }
    GoogleCredentials credentials = credentials();
    CredentialsProvider provider = FixedCredentialsProvider.create(credentials);
    return new CloudRunPlatform(
        service,
        cloud,
        new Clients(endpoint, provider),
        Polling.SERVICE,
        new Registry(new GoogleLogins(credentials, new DockerLogins(environment))),
        () -> account(credentials));
  }

  /** The service account; people's credentials do not tell their names. */
  private static Optional<String> account(GoogleCredentials credentials) {
    try {
      return credentials instanceof ServiceAccountSigner signer
          ? Optional.ofNullable(signer.getAccount())
          : Optional.empty();
    } catch (RuntimeException e) {
      // On Google's machines the account is asked for by HTTP, which may fail.
      return Optional.empty();
    }
  }

  private static GoogleCredentials credentials() {
    try {
      return GoogleCredentials.getApplicationDefault().createScoped(List.of(SCOPE));
    } catch (IOException e) {
      throw LockkeeperException.because(
              ErrorCode.AUTHENTICATION,
              "Cloud Run cannot be asked, since there are no credentials for it")
          .databaseState("Nothing was sent to the database.")
          .hint(
              "On a laptop run `gcloud auth application-default login`; in a pipeline name a key or"
                  + " a workload identity file with GOOGLE_APPLICATION_CREDENTIALS.")
          .cause(e)
          .build();
    }
  }
}
