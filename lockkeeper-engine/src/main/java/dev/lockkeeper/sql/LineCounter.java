package dev.lockkeeper.sql;

import dev.lockkeeper.failure.Place;

/** Turns offsets that never go down into lines and columns. Not thread-safe. */
final class LineCounter {
  private final char[] text;
  private int seen;
  private int line = 1;
  private int lineStart;

  LineCounter(char[] text) {
    this.text = text;
    this.lineStart = text.length > 0 && text[0] == '\uFEFF' ? 1 : 0;
  }

  Place at(int offset) {
    for (; seen < offset; seen++) {
      char c = text[seen];
      boolean lineEnd =
          c == '\n' || (c == '\r' && seen + 1 < text.length && text[seen + 1] != '\n');
      if (lineEnd) {
        line++;
        lineStart = seen + 1;
      }
    }
    return new Place("", line, Character.codePointCount(text, lineStart, offset - lineStart) + 1);
  }
}
