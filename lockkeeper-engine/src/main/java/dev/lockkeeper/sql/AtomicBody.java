package dev.lockkeeper.sql;

/**
 * Follows the body of {@code CREATE FUNCTION … BEGIN ATOMIC … END}. Its statements all end in a
 * semicolon, so only an END right behind one (or behind ATOMIC) closes the body; CASE … END and
 * columns called "end" do not matter. Not thread-safe.
 */
final class AtomicBody {
  private int opening = -1;
  private int start;
  private boolean open;

  void reset() {
    opening = -1;
    open = false;
  }

  boolean isOpen() {
    return open;
  }

  /** The offset of the BEGIN of the open body. */
  int start() {
    return start;
  }

  /** Looks at the last token, a word outside parentheses. */
  void seeLastWord(Tokens tokens) {
    int last = tokens.size() - 1;
    if (open) {
      if (tokens.is(last, "END") && (last - 1 == opening || tokens.isSymbol(last - 1, ';'))) {
        open = false;
      }
    } else if (tokens.is(last, "ATOMIC") && tokens.is(last - 1, "BEGIN") && isRoutine(tokens)) {
      open = true;
      opening = last;
      start = tokens.start(last - 1);
    }
  }

  private static boolean isRoutine(Tokens tokens) {
    int kind = tokens.are(1, "OR", "REPLACE") ? 3 : 1;
    return tokens.is(0, "CREATE") && tokens.isAny(kind, "FUNCTION", "PROCEDURE");
  }
}
