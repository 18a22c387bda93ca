package dev.lockkeeper.kubernetes;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.release.platform.Platform;
import dev.lockkeeper.release.platform.PlatformProvider;
import dev.lockkeeper.release.settings.KubernetesSettings;
import dev.lockkeeper.release.settings.ServiceSettings;
import java.util.Map;

/** Opens {@code kubernetes}; found as a service. Thread-safe. */
public final class KubernetesProvider implements PlatformProvider {

  @Override
  public String platform() {
    return "kubernetes";
  }

  @Override
  public Platform open(ServiceSettings service, Map<String, String> environment) {
    if (!(service.platform() instanceof KubernetesSettings settings)) {
      throw LockkeeperException.because(
              ErrorCode.PLATFORM_SETTINGS,
              "the service " + service.name() + " is none of Kubernetes")
          .at(service.place())
          .build();
    }
    return new KubernetesPlatform(ClientFactory.open(settings), service, settings);
  }
}
