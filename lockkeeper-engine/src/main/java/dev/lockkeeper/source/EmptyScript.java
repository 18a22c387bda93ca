package dev.lockkeeper.source;

/** Tells a script without any statement from others, by its leading comments alone. */
final class EmptyScript {
  private EmptyScript() {}

  static boolean isEmpty(String text) {
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (Character.isWhitespace(c) || c == ';' || c == '\uFEFF') {
        i++;
      } else if (text.startsWith("--", i)) {
        int end = text.indexOf('\n', i);
        i = end < 0 ? text.length() : end + 1;
      } else if (text.startsWith("/*", i)) {
        i = endOfComment(text, i);
      } else {
        return false;
      }
    }
    return true;
  }

  private static int endOfComment(String text, int start) {
    int depth = 0;
    int i = start;
    while (i < text.length()) {
      if (text.startsWith("/*", i)) {
        depth++;
        i += 2;
      } else if (text.startsWith("*/", i)) {
        depth--;
        i += 2;
        if (depth == 0) {
          return i;
        }
      } else {
        i++;
      }
    }
    return i;
  }
}
