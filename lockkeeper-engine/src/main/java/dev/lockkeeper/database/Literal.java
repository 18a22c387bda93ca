package dev.lockkeeper.database;

import org.jspecify.annotations.Nullable;

/** Writes values and names into SQL text. */
public final class Literal {
  private Literal() {}

  /**
   * A string literal that means the same whatever {@code standard_conforming_strings} says; {@code
   * NULL} for null.
   */
  public static String text(@Nullable String value) {
    if (value == null) {
      return "NULL";
    }
    StringBuilder literal = new StringBuilder(value.length() + 8).append("E'");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\'' || c == '\\') {
        literal.append(c);
      }
      literal.append(c);
    }
    return literal.append('\'').toString();
  }

  /** A quoted name. */
  public static String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
