package dev.lockkeeper.sql;

import dev.lockkeeper.failure.LockkeeperException;

/**
 * The part of a script that counts when two versions of it are compared. Thread-safe.
 *
 * <p>Comments, white space between tokens, line ends, empty statements and a byte order mark do not
 * count. Literals, quoted names and COPY data do, and so do comments that begin with {@code --
 * lockkeeper:} or {@code -- migrate:}.
 */
public final class CanonicalText {
  private CanonicalText() {}

  /**
   * The canonical form: one blank between tokens, one statement per line, directives on lines of
   * their own. Never throws: a script that cannot be read gives its text with LF as line end and
   * without blanks at the end of lines.
   */
  public static String of(String script) {
    String folded = script.replace("\r\n", "\n");
    char[] text = folded.toCharArray();
    try {
      return new CanonicalWriter(text).write();
    } catch (LockkeeperException unreadable) {
      return withoutTrailingBlanks(folded);
    }
  }

  private static String withoutTrailingBlanks(String text) {
    StringBuilder result = new StringBuilder(text.length());
    text.lines().forEach(line -> result.append(line.stripTrailing()).append('\n'));
    return result.toString();
  }
}
