package dev.lockkeeper.release;

import dev.lockkeeper.extension.JarBeside;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.release.command.CommandPlatform;
import dev.lockkeeper.release.platform.Platform;
import dev.lockkeeper.release.platform.PlatformProvider;
import dev.lockkeeper.release.process.Host;
import dev.lockkeeper.release.settings.CommandSettings;
import dev.lockkeeper.release.settings.ServiceSettings;

/** Opens the platforms of services. */
public final class Platforms {
  private Platforms() {}

  /**
   * The platform of a service; nothing is asked of it yet.
   *
   * @param host where programs run, if the platform is made of programs
   * @throws LockkeeperException with {@link ErrorCode#SETTINGS} if it is not installed
   */
  public static Platform open(ServiceSettings service, Host host) {
    if (service.platform() instanceof CommandSettings settings) {
      return new CommandPlatform(service, settings, host);
    }
    String platform = service.platform().platform();
    String jar = "lockkeeper-" + (platform.equals("cloud-run") ? "google" : platform) + ".jar";
    return new JarBeside(jar)
        .services(PlatformProvider.class).stream()
            .filter(provider -> provider.platform().equals(platform))
            .findFirst()
            .orElseThrow(() -> notInstalled(service, platform, jar))
            .open(service, host.environment());
  }

  private static LockkeeperException notInstalled(
      ServiceSettings service, String platform, String jar) {
    return LockkeeperException.because(
            ErrorCode.SETTINGS,
            "the service "
                + service.name()
                + " runs on "
                + platform
                + ", but "
                + jar
                + " is not installed")
        .at(service.place())
        .databaseState("Nothing was changed.")
        .hint("Put " + jar + " of the distribution beside lockkeeper.jar.")
        .build();
  }
}
