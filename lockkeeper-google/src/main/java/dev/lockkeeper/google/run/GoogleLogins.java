package dev.lockkeeper.google.run;

import com.google.auth.oauth2.GoogleCredentials;
import dev.lockkeeper.release.image.RegistryLogins;
import dev.lockkeeper.settings.Secret;
import java.io.IOException;
import java.util.Optional;

/**
 * The login at Google's registries: an access token under a fixed name, as the pages of Artifact
 * Registry describe it. Other registries get what Docker knows, and never a token of Google's.
 */
final class GoogleLogins implements RegistryLogins {
  private static final String TOKEN_USER = "oauth2accesstoken";

  private final GoogleCredentials credentials;
  private final RegistryLogins others;

  GoogleLogins(GoogleCredentials credentials, RegistryLogins others) {
    this.credentials = credentials;
    this.others = others;
  }

  static boolean isGoogle(String registry) {
    return registry.endsWith(".pkg.dev")
        || registry.equals("gcr.io")
        || registry.endsWith(".gcr.io");
  }

  @Override
  public Optional<Login> of(String registry) {
    if (!isGoogle(registry)) {
      return others.of(registry);
    }
    try {
      credentials.refreshIfExpired();
      return Optional.of(
          new Login(TOKEN_USER, Secret.of(credentials.getAccessToken().getTokenValue())));
    } catch (IOException e) {
      // Public images can be read without; the registry says so if this one cannot.
      return others.of(registry);
    }
  }
}
