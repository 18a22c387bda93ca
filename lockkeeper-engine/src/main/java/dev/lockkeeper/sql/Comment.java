package dev.lockkeeper.sql;

/**
 * A comment of a script. Immutable.
 *
 * @param text its source with the marks: {@code --} up to the line's end, or {@code /*} to the end
 * @param offset where it begins in the script, counted from 0 in {@code char}s
 * @param line the line on which it begins, counted from 1
 */
public record Comment(String text, int offset, int line) {

  /** Whether it is a {@code --} comment. */
  public boolean isLine() {
    return text.startsWith("--");
  }

  /** Where it ends in the script, exclusive. */
  public int end() {
    return offset + text.length();
  }
}
