package dev.lockkeeper.release.image;

import dev.lockkeeper.settings.Secret;
import java.util.Optional;

/** Who we are at registries. */
public interface RegistryLogins {

  /** The login at a registry; empty to ask as nobody. */
  Optional<Login> of(String registry);

  /**
   * A name and a password, or a name that stands for a kind of token, and the token.
   *
   * @param user the name
   * @param password the password or token
   */
  record Login(String user, Secret password) {}
}
