package dev.lockkeeper.foreign;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Liquibase's checksum of a changeset of formatted SQL in its ninth version, {@code 9:} and an MD5,
 * which Liquibase has written since 4.22. What is summed are the statements as they stand, without
 * blanks and line ends, and without the lines that are for Liquibase.
 */
final class LiquibaseChecksum {
  private static final String VERSION = "9:";

  /** The first line, and those that Liquibase takes out wherever they stand. */
  private static final Pattern NO_STATEMENT =
      Pattern.compile(
          "(?i)\\A[^\\n]*(?:\\n|\\z)"
              + "|(?m:^)[ \\t]*--[ \\t]*rollback[ \\t]+\\S[^\\n]*"
              + "|(?m:^)--[ \\t]*comment:?[ \\t]+\\S[^\\n]*"
              + "|(?m:^)[ \\t]*/\\*[ \\t]*liquibase[ \\t]+rollback[ \\t]*\\r?\\n(?s:.*?)\\*/[ \\t]*\\r?(?m:$)");

  /** Another sum counts as well, or characters of which it is not known how they are summed. */
  private static final Pattern OPAQUE =
      Pattern.compile("(?i)validCheckSum|[\\x0B\\f\\x85\\uFFFD[\\p{Z}&&[^ ]]]");

  private LiquibaseChecksum() {}

  /** The checksum of a changeset, its first line included; empty where it is not known. */
  static Optional<String> of(String changeset) {
    if (OPAQUE.matcher(changeset).find()) {
      return Optional.empty();
    }
    String statements = NO_STATEMENT.matcher(changeset).replaceAll("");
    String change = md5(statements.replaceAll("[ \\t\\r\\n]", ""));
    return Optional.of(md5(change + ":"));
  }

  /** Whether a recorded checksum is of the version that can be computed. */
  static boolean isKnown(String recorded) {
    return recorded.startsWith(VERSION);
  }

  private static String md5(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
      return VERSION + HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }
}
