package dev.lockkeeper.sql;

/** Reads option lists such as {@code (CONCURRENTLY, VERBOSE off)} and {@code WITH (a = b)}. */
final class Options {
  private Options() {}

  /**
   * Whether the list that begins with a parenthesis at {@code index} switches an option on. An
   * option without a value is on; an option that is not there is {@code otherwise}.
   */
  static boolean isOn(Tokens tokens, int index, String option, boolean otherwise) {
    if (!tokens.isSymbol(index, '(')) {
      return otherwise;
    }
    int end = tokens.afterParentheses(index);
    boolean result = otherwise;
    for (int i = index + 1; i < end; i++) {
      boolean first = tokens.isSymbol(i - 1, '(') || tokens.isSymbol(i - 1, ',');
      if (first && tokens.is(i, option)) {
        result = isOn(tokens, tokens.isSymbol(i + 1, '=') ? i + 2 : i + 1);
      }
    }
    return result;
  }

  private static boolean isOn(Tokens tokens, int value) {
    if (tokens.isSymbol(value, ',') || tokens.isSymbol(value, ')')) {
      return true;
    }
    String text = tokens.text(value);
    return Literals.isTrue(tokens.kind(value) == Kind.STRING ? Literals.value(text) : text);
  }
}
