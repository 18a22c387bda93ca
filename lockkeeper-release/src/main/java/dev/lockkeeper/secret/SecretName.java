package dev.lockkeeper.secret;

import java.util.Optional;

/**
 * The name of a secret in Google's Secret Manager. It tells nothing of what the secret holds.
 *
 * @param project the project, by its id or its number
 * @param location the place of a regional secret; empty for one that is replicated
 * @param secret the secret's own name
 */
public record SecretName(String project, Optional<String> location, String secret) {

  /** The name that the service knows, such as {@code projects/orders/secrets/db-password}. */
  public String resource() {
    return "projects/"
        + project
        + location.map(place -> "/locations/" + place).orElse("")
        + "/secrets/"
        + secret;
  }

  /** As a reference that {@link SecretReference} reads. */
  @Override
  public String toString() {
    return SecretReference.SCHEME + (location.isPresent() ? resource() : project + "/" + secret);
  }
}
