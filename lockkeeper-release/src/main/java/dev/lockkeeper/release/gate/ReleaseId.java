package dev.lockkeeper.release.gate;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Names releases: a letter, the day, and four random characters. Platforms take it for labels, tags
 * and a part of a revision's name, which is short.
 */
final class ReleaseId {
  private static final String CHARACTERS = "abcdefghjkmnpqrstuvwxyz23456789";
  private static final int RANDOM = 4;
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("'r'yyMMdd-").withZone(ZoneOffset.UTC);

  private ReleaseId() {}

  static String at(Instant now) {
    SecureRandom random = new SecureRandom();
    StringBuilder id = new StringBuilder(DAY.format(now));
    for (int i = 0; i < RANDOM; i++) {
      id.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
    }
    return id.toString();
  }
}
