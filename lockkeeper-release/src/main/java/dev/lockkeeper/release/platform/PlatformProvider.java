package dev.lockkeeper.release.platform;

import dev.lockkeeper.release.settings.ServiceSettings;

/** Makes a platform; found as a service, in a jar that need not be there. */
public interface PlatformProvider {

  /** The key of the platform in {@code lockkeeper.yaml}. */
  String platform();

  /** The platform of a service; nothing is asked of it yet. */
  Platform open(ServiceSettings service);
}
