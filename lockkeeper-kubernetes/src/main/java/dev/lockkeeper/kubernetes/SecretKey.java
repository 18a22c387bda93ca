package dev.lockkeeper.kubernetes;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An entry of a Secret of the Job's namespace, written {@code NAME/KEY}.
 *
 * @param name the Secret
 * @param key its entry
 */
record SecretKey(String name, String key) {
  private static final Pattern FORM =
      Pattern.compile("([a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)/([-._a-zA-Z0-9]{1,253})");

  /** Reads a reference that stands in the settings for a variable. */
  static SecretKey parse(String variable, String reference) {
    Matcher matcher = FORM.matcher(reference);
    if (matcher.matches()) {
      return new SecretKey(matcher.group(1), matcher.group(2));
    }
    boolean isGoogle = reference.startsWith("sm://");
    throw LockkeeperException.because(
            ErrorCode.PLATFORM_SETTINGS,
            isGoogle
                ? "the secret of "
                    + variable
                    + " is in Google's Secret Manager, which a Job of Kubernetes cannot read"
                : "the secret of " + variable + " is not written as NAME/KEY")
        .hint(
            isGoogle
                ? "Bring it into the cluster, with an ExternalSecret for instance, and name it as"
                    + " NAME/KEY; or name the whole Secret at `secrets:` of `kubernetes:`."
                : "Write the name of a Secret of the namespace, a slash, and the key of its entry.")
        .build();
  }
}
