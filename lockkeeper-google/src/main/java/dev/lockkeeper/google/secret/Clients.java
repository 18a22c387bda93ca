package dev.lockkeeper.google.secret;

import com.google.api.gax.core.CredentialsProvider;
import com.google.api.gax.grpc.InstantiatingGrpcChannelProvider;
import com.google.cloud.secretmanager.v1.SecretManagerServiceClient;
import com.google.cloud.secretmanager.v1.SecretManagerServiceSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Google's clients of Secret Manager, one for each region that is asked. Thread-safe. */
final class Clients implements AutoCloseable {
  private final Endpoint endpoint;
  private final CredentialsProvider credentials;
  private final UnaryOperator<SecretManagerServiceSettings.Builder> changes;
  private final Map<Optional<String>, SecretManagerServiceClient> open = new HashMap<>();

  Clients(Endpoint endpoint, CredentialsProvider credentials) {
    this(endpoint, credentials, UnaryOperator.identity());
  }

  /**
   * @param changes to Google's own settings, which retry what may be tried again for a minute
   */
  Clients(
      Endpoint endpoint,
      CredentialsProvider credentials,
      UnaryOperator<SecretManagerServiceSettings.Builder> changes) {
    this.endpoint = endpoint;
    this.credentials = credentials;
    this.changes = changes;
  }

  synchronized SecretManagerServiceClient of(Optional<String> location) {
    return open.computeIfAbsent(location, this::connect);
  }

  private SecretManagerServiceClient connect(Optional<String> location) {
    String address = endpoint.address(location);
    SecretManagerServiceSettings.Builder settings =
        SecretManagerServiceSettings.newBuilder()
            .setEndpoint(address)
            .setCredentialsProvider(credentials);
    if (endpoint.isPlaintext()) {
      settings.setTransportChannelProvider(
          InstantiatingGrpcChannelProvider.newBuilder()
              .setEndpoint(address)
              .setChannelConfigurator(builder -> builder.usePlaintext())
              .build());
    }
    try {
      return SecretManagerServiceClient.create(changes.apply(settings).build());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void close() {
    open.values().forEach(SecretManagerServiceClient::close);
    open.clear();
  }
}
