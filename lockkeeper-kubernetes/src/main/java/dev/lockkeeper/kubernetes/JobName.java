package dev.lockkeeper.kubernetes;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Names for Jobs. The name of a Job becomes a label of its pods, so that it must be a DNS-1123
 * label: at most 63 of small letters, digits and dashes, with no dash at its ends.
 */
final class JobName {
  private static final int LONGEST = 63;
  private static final int HASH_BYTES = 4;

  private JobName() {}

  /** The one name for a job's run with this key. Where something is cut off, a hash says what. */
  static String of(String job, String key) {
    String whole = job + "-" + key;
    String tidy = tidy(whole);
    if (tidy.equals(whole) && tidy.length() <= LONGEST) {
      return tidy;
    }
    String hash = hash(whole);
    String tail = tidy("-" + key + "-" + hash);
    String head = tidy(job);
    int room = LONGEST - tail.length() - 1;
    return tidy(head.substring(0, Math.min(head.length(), room)) + "-" + tail);
  }

  /** The text as the value of a label; the same text where it can be one. */
  static String label(String text) {
    if (text.matches("[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?")) {
      return text;
    }
    String tidy = tidy(text);
    return tidy(tidy.substring(0, Math.min(tidy.length(), LONGEST)));
  }

  private static String tidy(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
