package dev.lockkeeper.sql;

import static dev.lockkeeper.sql.Characters.isDigit;

/** Finds the end of a numeric constant. */
final class Numbers {
  private Numbers() {}

  /** The offset behind the number that begins at {@code start} with a digit or a dot. */
  static int end(char[] text, int start) {
    int i = start;
    if (text[i] == '0' && i + 2 < text.length && "xXoObB".indexOf(text[i + 1]) >= 0) {
      int based = i + 2;
      while (based < text.length && (isHexDigit(text[based]) || text[based] == '_')) {
        based++;
      }
      if (based > i + 2) {
        return based;
      }
    }
    i = digits(text, i);
    // "1..2" is a range of two numbers, not "1." and ".2"
    if (i < text.length && text[i] == '.' && !(i + 1 < text.length && text[i + 1] == '.')) {
      i = digits(text, i + 1);
    }
    return exponent(text, i);
  }

  private static int exponent(char[] text, int end) {
    if (end < text.length && (text[end] == 'e' || text[end] == 'E')) {
      int i = end + 1;
      if (i < text.length && (text[i] == '+' || text[i] == '-')) {
        i++;
      }
      if (i < text.length && isDigit(text[i])) {
        return digits(text, i);
      }
    }
    return end;
  }

  private static int digits(char[] text, int from) {
    int i = from;
    while (i < text.length && (isDigit(text[i]) || isGroupMark(text, i))) {
      i++;
    }
    return i;
  }

  private static boolean isGroupMark(char[] text, int i) {
    return text[i] == '_'
        && i > 0
        && isDigit(text[i - 1])
        && i + 1 < text.length
        && isDigit(text[i + 1]);
  }

  private static boolean isHexDigit(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }
}
