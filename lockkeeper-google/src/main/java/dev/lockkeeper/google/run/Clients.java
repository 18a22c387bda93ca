package dev.lockkeeper.google.run;

import com.google.api.gax.core.CredentialsProvider;
import com.google.api.gax.grpc.InstantiatingGrpcChannelProvider;
import com.google.api.gax.rpc.ClientSettings;
import com.google.auth.Credentials;
import com.google.cloud.run.v2.ExecutionsClient;
import com.google.cloud.run.v2.ExecutionsSettings;
import com.google.cloud.run.v2.JobsClient;
import com.google.cloud.run.v2.JobsSettings;
import com.google.cloud.run.v2.RevisionsClient;
import com.google.cloud.run.v2.RevisionsSettings;
import com.google.cloud.run.v2.ServicesClient;
import com.google.cloud.run.v2.ServicesSettings;
import com.google.cloud.run.v2.TasksClient;
import com.google.cloud.run.v2.TasksSettings;
import com.google.logging.v2.LoggingServiceV2Grpc;
import com.google.logging.v2.LoggingServiceV2Grpc.LoggingServiceV2BlockingStub;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.auth.MoreCallCredentials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Google's clients of Cloud Run, each opened when it is needed first. Used by one thread. */
final class Clients implements AutoCloseable {
  private static final String LOGGING = "logging.googleapis.com:443";
  private static final long LOGGING_SECONDS = 20;

  private final Endpoint endpoint;
  private final CredentialsProvider credentials;
  private final Map<Class<?>, AutoCloseable> open = new LinkedHashMap<>();
  private @Nullable ManagedChannel logging;

  Clients(Endpoint endpoint, CredentialsProvider credentials) {
    this.endpoint = endpoint;
    this.credentials = credentials;
  }

  JobsClient jobs() {
    return client(
        JobsClient.class, () -> JobsClient.create(reaching(JobsSettings.newBuilder()).build()));
  }

  ExecutionsClient executions() {
    return client(
        ExecutionsClient.class,
        () -> ExecutionsClient.create(reaching(ExecutionsSettings.newBuilder()).build()));
  }

  TasksClient tasks() {
    return client(
        TasksClient.class, () -> TasksClient.create(reaching(TasksSettings.newBuilder()).build()));
  }

  ServicesClient services() {
    return client(
        ServicesClient.class,
        () -> ServicesClient.create(reaching(ServicesSettings.newBuilder()).build()));
  }

  RevisionsClient revisions() {
    return client(
        RevisionsClient.class,
        () -> RevisionsClient.create(reaching(RevisionsSettings.newBuilder()).build()));
  }

  /** Cloud Logging by Google's stub: the client library brings much that one call does not need. */
  LoggingServiceV2BlockingStub logging() {
    ManagedChannel channel = logging;
    if (channel == null) {
      ManagedChannelBuilder<?> builder =
          ManagedChannelBuilder.forTarget(endpoint.emulator().orElse(LOGGING));
      endpoint.emulator().ifPresent(address -> builder.usePlaintext());
      channel = builder.build();
      logging = channel;
    }
    LoggingServiceV2BlockingStub stub =
        LoggingServiceV2Grpc.newBlockingStub(channel)
            .withDeadlineAfter(LOGGING_SECONDS, TimeUnit.SECONDS);
    Credentials account = credentials();
    return account == null ? stub : stub.withCallCredentials(MoreCallCredentials.from(account));
  }

  private @Nullable Credentials credentials() {
    try {
      return credentials.getCredentials();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private <B extends ClientSettings.Builder<?, B>> B reaching(B settings) {
    settings.setCredentialsProvider(credentials);
    endpoint
        .emulator()
        .ifPresent(
            address ->
                settings.setTransportChannelProvider(
                    InstantiatingGrpcChannelProvider.newBuilder()
                        .setEndpoint(address)
                        .setChannelConfigurator(builder -> builder.usePlaintext())
                        .build()));
    return settings;
  }

  private <C extends AutoCloseable> C client(Class<C> type, Connection<C> connection) {
    return type.cast(open.computeIfAbsent(type, key -> connected(connection)));
  }

  private static <C> C connected(Connection<C> connection) {
    try {
      return connection.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (logging != null) {
      logging.shutdownNow();
      logging = null;
    }
    for (AutoCloseable client : open.values()) {
      try {
        client.close();
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    open.clear();
  }

  private interface Connection<C> {
    C open() throws IOException;
  }
}
