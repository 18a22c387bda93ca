package dev.lockkeeper.google.secret;

import com.google.api.gax.core.CredentialsProvider;
import com.google.api.gax.core.FixedCredentialsProvider;
import com.google.api.gax.core.NoCredentialsProvider;
import com.google.auth.Credentials;
import com.google.cloud.secretmanager.v1.SecretManagerServiceSettings;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.secret.SecretStore;
import dev.lockkeeper.secret.SecretStoreProvider;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Opens Secret Manager with the application default credentials. */
public final class SecretManagerProvider implements SecretStoreProvider {
  @Override
  public SecretStore open(Map<String, String> environment) {
    Quiet.libraries();
    Endpoint endpoint = Endpoint.of(environment);
    if (endpoint.isPlaintext()) {
      return new GoogleSecrets(
          new Clients(endpoint, NoCredentialsProvider.create()), Optional::empty);
    }
    Credentials credentials = credentials();
    CredentialsProvider provider = FixedCredentialsProvider.create(credentials);
    return new GoogleSecrets(new Clients(endpoint, provider), Account.of(credentials));
  }

  private static Credentials credentials() {
    try {
      return SecretManagerServiceSettings.defaultCredentialsProviderBuilder()
          .build()
          .getCredentials();
    } catch (IOException e) {
      throw LockkeeperException.because(
              ErrorCode.AUTHENTICATION,
              "Secret Manager cannot be asked, since there are no credentials for it")
          .databaseState("Nothing was sent to the database.")
          .hint(
              "On a laptop run `gcloud auth application-default login`; in a pipeline name a key or"
                  + " a workload identity file with GOOGLE_APPLICATION_CREDENTIALS.")
          .cause(e)
          .build();
    }
  }
}
