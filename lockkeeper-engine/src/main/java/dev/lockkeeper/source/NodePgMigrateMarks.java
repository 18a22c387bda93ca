package dev.lockkeeper.source;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a file at its {@code -- Up Migration} and {@code -- Down Migration} lines. A file without
 * them is all up (node-pg-migrate's manual, SQL migrations).
 */
final class NodePgMigrateMarks {
  private static final Pattern MARK =
      Pattern.compile("(?im)^[ \\t]*--[ \\t-]*(up|down)[ \\t]+migration\\b.*$");

  /** Migrations in JavaScript or TypeScript. */
  static final Pattern CODE = Pattern.compile("(\\d+)[_-](.+)\\.(?:js|cjs|mjs|ts|cts|mts)");

  private NodePgMigrateMarks() {}

  static Sections cut(String file, String text) {
    Matcher matcher = MARK.matcher(text);
    boolean more = matcher.find();
    if (more && isUp(matcher)) {
      more = matcher.find();
    }
    if (!more) {
      return Sections.upAlone(text, true);
    }
    int cut = matcher.start();
    boolean second = isUp(matcher);
    if (second || matcher.find()) {
      throw Sections.invalid(
          file,
          Sections.line(text, matcher.start()),
          second
              ? "has a second `-- Up Migration` line"
              : "has a mark behind its `-- Down Migration` line",
          "A file holds at most one `-- Up Migration` line and one `-- Down Migration` line after"
              + " it.");
    }
    return Sections.cutAt(cut, text, true, true);
  }

  private static boolean isUp(Matcher matcher) {
    return matcher.group(1).toLowerCase(Locale.ROOT).equals("up");
  }
}
