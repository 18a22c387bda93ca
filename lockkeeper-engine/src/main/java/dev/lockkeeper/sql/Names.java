package dev.lockkeeper.sql;

/** Reads names such as {@code "Shop".orders} out of tokens. */
final class Names {
  private Names() {}

  static boolean startsAt(Tokens tokens, int index) {
    return tokens.kind(index) == Kind.WORD || tokens.kind(index) == Kind.QUOTED_NAME;
  }

  /** The index behind the qualified name at {@code index}; the same index if there is none. */
  static int end(Tokens tokens, int index) {
    if (!startsAt(tokens, index)) {
      return index;
    }
    int end = index + 1;
    while (tokens.isSymbol(end, '.') && startsAt(tokens, end + 1)) {
      end += 2;
    }
    return end;
  }

  /** The name as written in the source, without spaces and comments. */
  static String source(Tokens tokens, int index) {
    StringBuilder name = new StringBuilder();
    int end = end(tokens, index);
    for (int i = index; i < end; i++) {
      name.append(tokens.text(i));
    }
    return name.toString();
  }

  /** The parts folded to lower case unless quoted, quoted again only where needed. */
  static String normalised(Tokens tokens, int index) {
    return normalised(tokens, index, end(tokens, index));
  }

  static String normalised(Tokens tokens, int from, int to) {
    StringBuilder name = new StringBuilder();
    for (int i = from; i < to; i++) {
      name.append(tokens.isSymbol(i, '.') ? "." : Literals.quoted(Literals.name(tokens.text(i))));
    }
    return name.toString();
  }

  /** The schema part as written, with its dot; empty without one. */
  static String schemaSource(Tokens tokens, int index) {
    String name = source(tokens, index);
    String last = tokens.text(end(tokens, index) - 1);
    return name.substring(0, name.length() - last.length());
  }

  /** The index behind IF EXISTS, IF NOT EXISTS and ONLY. */
  static int skipConditions(Tokens tokens, int index) {
    int i = index;
    if (tokens.are(i, "IF", "EXISTS")) {
      i += 2;
    } else if (tokens.are(i, "IF", "NOT", "EXISTS")) {
      i += 3;
    }
    return tokens.is(i, "ONLY") ? i + 1 : i;
  }
}
