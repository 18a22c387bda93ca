package dev.lockkeeper.sql;

/** The character classes of PostgreSQL's lexical rules. */
final class Characters {
  private Characters() {}

  static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  static boolean isLineEnd(char c) {
    return c == '\n' || c == '\r';
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean isNameStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
  }

  static boolean isNamePart(char c) {
    return isNameStart(c) || isDigit(c) || c == '$';
  }

  static boolean isOperator(char c) {
    return "~!@#^&|`?+-*/%<>=".indexOf(c) >= 0;
  }

  /** Operators that contain one of these may end in a plus or minus sign. */
  static boolean allowsTrailingSign(char c) {
    return "~!@#^&|`?%".indexOf(c) >= 0;
  }

  static char upper(char c) {
    return c >= 'a' && c <= 'z' ? (char) (c - 32) : c;
  }

  /** Lower case the way PostgreSQL folds names: only ASCII letters change. */
  static String foldCase(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) >= 'A' && name.charAt(i) <= 'Z') {
        char[] folded = name.toCharArray();
        for (int j = i; j < folded.length; j++) {
          if (folded[j] >= 'A' && folded[j] <= 'Z') {
            folded[j] += (char) 32;
          }
        }
        return new String(folded);
      }
    }
    return name;
  }
}
