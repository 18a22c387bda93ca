package dev.lockkeeper.guard.proxy;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where a proxy runs.
 *
 * @param folder its working folder, from which a path of its program counts
 * @param environment the variables to pass on, as far as they hold no secret of the address
 */
public record ProxyHome(Path folder, Map<String, String> environment) {

  public ProxyHome {
    environment = Map.copyOf(environment);
  }

  /** Variables may hold secrets. */
  @Override
  public String toString() {
    return folder + ", " + environment.size() + " variables";
  }
}
