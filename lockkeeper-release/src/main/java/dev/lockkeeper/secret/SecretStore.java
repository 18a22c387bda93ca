package dev.lockkeeper.secret;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;

/** What keeps secrets. Thread-safe. */
public interface SecretStore extends AutoCloseable {
  /** The largest secret that is read, in bytes; Secret Manager keeps none that is larger. */
  int LARGEST = 64 * 1024;

  /**
   * Reads a secret, whose bytes are checked against the sum that came with them.
   *
   * @throws LockkeeperException which names the secret and what is missing: with {@link
   *     ErrorCode#PERMISSION} a role, with {@link ErrorCode#AUTHENTICATION} credentials, with
   *     {@link ErrorCode#SETTINGS} the secret or a version that can be read, with {@link
   *     ErrorCode#UNREACHABLE} the service
   */
  StoredSecret read(SecretVersion version);

  /** Gives connections back. */
  @Override
  void close();
}
