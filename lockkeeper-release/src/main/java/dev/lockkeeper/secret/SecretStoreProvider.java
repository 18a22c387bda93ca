package dev.lockkeeper.secret;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.util.Map;

/** Makes a store; found as a service, in a jar that need not be there. */
public interface SecretStoreProvider {

  /**
   * The store that an environment leads to. Nothing is sent before a secret is asked for.
   *
   * @param environment the environment variables
   * @throws LockkeeperException with {@link ErrorCode#AUTHENTICATION} or {@link ErrorCode#SETTINGS}
   *     if the environment does not lead to one
   */
  SecretStore open(Map<String, String> environment);
}
