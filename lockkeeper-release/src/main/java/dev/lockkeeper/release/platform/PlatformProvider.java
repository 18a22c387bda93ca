package dev.lockkeeper.release.platform;

import dev.lockkeeper.release.settings.ServiceSettings;
import java.util.Map;

/** Makes a platform; found as a service, in a jar that need not be there. */
public interface PlatformProvider {

  /** The key of the platform in {@code lockkeeper.yaml}. */
  String platform();

  /**
   * The platform of a service; nothing is asked of it yet.
   *
   * @param environment the variables that Lockkeeper has
   */
  Platform open(ServiceSettings service, Map<String, String> environment);
}
