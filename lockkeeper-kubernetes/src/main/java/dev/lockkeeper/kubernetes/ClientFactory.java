package dev.lockkeeper.kubernetes;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.release.settings.KubernetesSettings;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.util.List;
import java.util.Objects;

/** Opens clients as kubectl does: by the kubeconfig file, or by the pod that we run in. */
final class ClientFactory {
  private static final int REQUEST_MILLIS = 10_000;

  private ClientFactory() {}

  static KubernetesClient open(KubernetesSettings settings) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    // The client looks for its own parts by the thread's loader, which does not know our jar.
    thread.setContextClassLoader(ClientFactory.class.getClassLoader());
    try {
      Config config =
          new ConfigBuilder(read(settings))
              .withNamespace(settings.namespace())
              .withRequestTimeout(REQUEST_MILLIS)
              .withConnectionTimeout(REQUEST_MILLIS)
              // Waits are ours, so that the release's lock is kept meanwhile.
              .withRequestRetryBackoffLimit(0)
              .withWatchReconnectLimit(0)
              .build();
      return new KubernetesClientBuilder()
          .withConfig(config)
          .withHttpClientFactory(new JdkHttpClientFactory())
          .build();
    } catch (KubernetesClientException e) {
      throw LockkeeperException.because(
              ErrorCode.PLATFORM_SETTINGS,
              "the kubeconfig file cannot be used: " + Words.line(String.valueOf(e.getMessage())))
          .hint("`kubectl config view` shows what is in it.")
          .cause(e)
          .build();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static Config read(KubernetesSettings settings) {
    Config config = Config.autoConfigure(settings.context().orElse(null));
    settings
        .context()
        .ifPresent(
            name -> {
              List<String> known =
                  config.getContexts().stream()
                      .map(one -> Objects.requireNonNullElse(one.getName(), ""))
                      .toList();
              if (!known.contains(name)) {
                throw LockkeeperException.because(
                        ErrorCode.PLATFORM_SETTINGS, "the kubeconfig file has no context " + name)
                    .hint(
                        known.isEmpty()
                            ? "There is no context at all; is KUBECONFIG set as it should be?"
                            : "It has: " + String.join(", ", known))
                    .build();
              }
            });
    return config;
  }
}
