package dev.lockkeeper.release.image;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a container image, as in the OCI distribution specification. Immutable.
 *
 * @param repository registry and path, such as {@code europe-docker.pkg.dev/project/apps/orders}
 * @param tag what the name calls its version, if it does
 * @param digest which image it is, as {@code sha256:} and 64 hexadecimal digits, if that is known
 */
public record ImageReference(String repository, Optional<String> tag, Optional<String> digest) {
  private static final Pattern FORM =
      Pattern.compile(
          "((?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]+)?/)?"
              + "[a-z0-9]+(?:(?:\\.|_{1,2}|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_{1,2}|-+)[a-z0-9]+)*)*)"
              + "(?::([A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?");
  private static final int LONGEST = 512;

  /** Reads a name; empty if it is none. */
  public static Optional<ImageReference> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (text.length() > LONGEST || !matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new ImageReference(
            matcher.group(1),
            Optional.ofNullable(matcher.group(2)),
            Optional.ofNullable(matcher.group(3))));
  }

  /** The same image, by its digest only: the tag may be moved to another one. */
  public ImageReference at(String newDigest) {
    return new ImageReference(repository, Optional.empty(), Optional.of(newDigest));
  }

  /** The registry's host and port; the one of Docker where none is named. */
  public String registry() {
    int slash = repository.indexOf('/');
    String first = slash < 0 ? "" : repository.substring(0, slash);
    boolean isHost = first.contains(".") || first.contains(":") || first.equals("localhost");
    return isHost ? first : "docker.io";
  }

  /** The path of the repository within its registry. */
  public String path() {
    String registry = registry();
    if (repository.startsWith(registry + "/")) {
      return repository.substring(registry.length() + 1);
    }
    return repository.contains("/") ? repository : "library/" + repository;
  }

  /** What a registry is asked for: the digest, else the tag, else {@code latest}. */
  public String version() {
    return digest.or(() -> tag).orElse("latest");
  }

  /** Whether the name says which image it is by a tag that everybody moves. */
  public boolean isLatest() {
    return digest.isEmpty() && tag.orElse("latest").equals("latest");
  }

  @Override
  public String toString() {
    return repository
        + tag.map(name -> ":" + name).orElse("")
        + digest.map(name -> "@" + name).orElse("");
  }
}
