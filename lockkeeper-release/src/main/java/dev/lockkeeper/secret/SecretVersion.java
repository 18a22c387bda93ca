package dev.lockkeeper.secret;

/**
 * One version of a secret.
 *
 * @param name whose
 * @param version a number from 1, an alias, or {@link #LATEST}
 */
public record SecretVersion(SecretName name, String version) {
  /** The version that was made last, also when it is disabled. */
  public static final String LATEST = "latest";

  /** Whether it may be another version tomorrow than it is today, without anybody's decision. */
  public boolean isLatest() {
    return version.equals(LATEST);
  }

  /** The name that the service knows. */
  public String resource() {
    return name.resource() + "/versions/" + version;
  }

  /** As a reference that {@link SecretReference} reads. */
  @Override
  public String toString() {
    return name + (name.location().isPresent() ? "/versions/" : "/") + version;
  }
}
