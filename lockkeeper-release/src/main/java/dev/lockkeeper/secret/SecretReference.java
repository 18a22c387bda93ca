package dev.lockkeeper.secret;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.util.Optional;
import java.util.regex.Matcher;

/**
 * Names a secret in the place of its value, perhaps with the key of one value within it. The names
 * of secrets, versions and aliases are those that Secret Manager's reference allows.
 */
public sealed interface SecretReference {
  /** What references to Secret Manager begin with. */
  String SCHEME = "sm://";

  /** What references to files begin with; the path is absolute. */
  String FILE = "file:/";

  /** What a reference looks like, for messages. */
  String FORM =
      "sm://PROJECT/SECRET or sm://PROJECT/SECRET/VERSION, in full"
          + " sm://projects/PROJECT/locations/LOCATION/secrets/SECRET/versions/VERSION, each with"
          + " #KEY behind it where the secret holds several values";

  /** The key of a value within the secret; empty if the secret is the value. */
  Optional<String> key();

  /**
   * A secret in a store.
   *
   * @param version which one
   */
  record Stored(SecretVersion version, Optional<String> key) implements SecretReference {
    @Override
    public String toString() {
      return version + shown(key);
    }
  }

  /**
   * A file that holds a secret.
   *
   * @param path where it is
   */
  record InFile(String path, Optional<String> key) implements SecretReference {
    @Override
    public String toString() {
      return "file:" + path + shown(key);
    }
  }

  /** Whether a text is meant as a reference. */
  static boolean isReference(String text) {
    return isStored(text) || isFile(text);
  }

  /** Whether a text is meant as a reference to a store. */
  static boolean isStored(String text) {
    return text.startsWith(SCHEME);
  }

  /** Whether a text is meant as a reference to a file. */
  static boolean isFile(String text) {
    return text.startsWith(FILE);
  }

  /**
   * Reads a reference.
   *
   * @throws LockkeeperException with {@link ErrorCode#SETTINGS} if it is none; the text, which may
   *     be anything, is not repeated
   */
  static SecretReference parse(String text) {
    int hash = text.indexOf('#');
    String place = hash < 0 ? text : text.substring(0, hash);
    Optional<String> key = hash < 0 ? Optional.empty() : Optional.of(text.substring(hash + 1));
    if (key.filter(String::isBlank).isPresent()) {
      throw malformed("the key behind # is missing");
    }
    if (isFile(place)) {
      return new InFile("/" + place.substring(FILE.length()).replaceFirst("^/+", ""), key);
    }
    Matcher matcher = Forms.STORED.matcher(place);
    if (!matcher.matches()) {
      throw malformed("this is no name of a secret");
    }
    boolean isShort = matcher.group("s") != null;
    SecretName name =
        isShort
            ? new SecretName(matcher.group("p"), Optional.empty(), matcher.group("s"))
            : new SecretName(
                matcher.group("project"),
                Optional.ofNullable(matcher.group("location")),
                matcher.group("secret"));
    String version = matcher.group(isShort ? "v" : "version");
    return new Stored(
        new SecretVersion(name, version == null ? SecretVersion.LATEST : version), key);
  }

  private static String shown(Optional<String> key) {
    return key.map(text -> "#" + text).orElse("");
  }

  private static LockkeeperException malformed(String what) {
    return LockkeeperException.because(ErrorCode.SETTINGS, what)
        .hint("Write " + FORM + ".")
        .build();
  }
}
