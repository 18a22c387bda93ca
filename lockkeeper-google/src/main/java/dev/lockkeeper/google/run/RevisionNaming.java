package dev.lockkeeper.google.run;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * Names of a release's revision and of the tag under which it can be reached without traffic, made
 * from the release's id alone, so that they are the same after a crash. Pure.
 *
 * <p>A revision's name begins with the service's and has 63 characters at most; a tag and the
 * service's name have 46 together, since both are part of one label of a host name (Cloud Run's
 * pages on revisions and on traffic tags). What would be longer is shortened to a hash.
 */
final class RevisionNaming {
  private static final int LONGEST_REVISION = 63;
  private static final int LONGEST_WITH_TAG = 46;
  private static final int HASH = 8;
  private static final String PREFIX = "r-";

  private final String service;

  RevisionNaming(String service) {
    this.service = service;
  }

  String revision(String release) {
    return service + "-" + fit(release, LONGEST_REVISION - service.length() - 1);
  }

  /** The tag; empty if the service's name leaves no room for one. */
  Optional<String> tag(String release) {
    int room = LONGEST_WITH_TAG - service.length() - PREFIX.length();
    return room < HASH ? Optional.empty() : Optional.of(PREFIX + fit(release, room));
  }

  /** Whether a tag looks like one of ours. */
  static boolean isTag(String tag) {
    return tag.startsWith(PREFIX);
  }

  private static String fit(String release, int room) {
    String text =
        release.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
    return text.isEmpty() || text.length() > room ? hash(release) : text;
  }

  private static String hash(String release) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(release.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, HASH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
