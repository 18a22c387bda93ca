package dev.lockkeeper.sql;

import java.util.Locale;

/** What the source of a literal or a name stands for. */
final class Literals {
  private Literals() {}

  /**
   * The value of a string constant. Escapes of E strings are resolved where they stand for
   * themselves; a continued string keeps only its first piece.
   */
  static String value(String source) {
    if (source.startsWith("$")) {
      int tag = source.indexOf('$', 1) + 1;
      return source.substring(tag, Math.max(tag, source.length() - tag));
    }
    int quote = source.indexOf('\'');
    boolean escapes = quote > 0 && Characters.upper(source.charAt(0)) == 'E';
    StringBuilder value = new StringBuilder(source.length());
    for (int i = quote + 1; i < source.length(); i++) {
      char c = source.charAt(i);
      boolean doubled = c == '\'' && i + 1 < source.length() && source.charAt(i + 1) == '\'';
      if (c == '\'' && !doubled) {
        break;
      }
      if ((doubled || (c == '\\' && escapes)) && i + 1 < source.length()) {
        i++;
      }
      value.append(source.charAt(i));
    }
    return value.toString();
  }

  /** A name as the catalog keeps it: folded to lower case unless quoted. */
  static String name(String source) {
    int quote = source.indexOf('"');
    if (quote < 0) {
      return Characters.foldCase(source);
    }
    boolean closed = source.length() > quote + 1 && source.endsWith("\"");
    return source
        .substring(quote + 1, closed ? source.length() - 1 : source.length())
        .replace("\"\"", "\"");
  }

  /** A name of the catalog as SQL: in quotes unless it is plain lower case. */
  static String quoted(String name) {
    boolean plain = !name.isEmpty() && Characters.isNameStart(name.charAt(0));
    for (int i = 0; plain && i < name.length(); i++) {
      char c = name.charAt(i);
      plain = Characters.isNamePart(c) && !(c >= 'A' && c <= 'Z');
    }
    return plain ? name : "\"" + name.replace("\"", "\"\"") + "\"";
  }

  /** Whether a setting's value means "on"; PostgreSQL takes many spellings. */
  static boolean isTrue(String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "on", "true", "yes", "1", "t", "y", "tr", "tru", "ye" -> true;
      default -> false;
    };
  }
}
