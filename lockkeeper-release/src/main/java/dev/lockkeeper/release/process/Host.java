package dev.lockkeeper.release.process;

import dev.lockkeeper.guard.child.Secrets;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where programs of a release run.
 *
 * @param folder the project folder, absolute
 * @param environment the variables that Lockkeeper has
 * @param secrets what only the job may get, since it has to reach the database by itself
 */
public record Host(Path folder, Map<String, String> environment, Secrets secrets) {

  public Host {
    environment = Map.copyOf(environment);
  }

  @Override
  public String toString() {
    return folder.toString();
  }
}
