package dev.lockkeeper.sql;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * The settings that a statement makes for the rest of its transaction: with SET LOCAL, and with
 * set_config(). Those that a function makes are not seen. Thread-safe.
 */
public final class LocalSettings {
  private final Set<String> names = new TreeSet<>();

  private LocalSettings() {}

  /** Their names in lower case, such as {@code search_path} and {@code role}. */
  public static Set<String> of(Statement statement) {
    LocalSettings found = new LocalSettings();
    String command = statement.type().command();
    if (!WriteKind.isDefinition(command)) {
      Tokens tokens = Tokens.of(statement.text(), false);
      found.read(tokens);
      if (command.equals("DO")) {
        for (int i = 1; i < tokens.size(); i++) {
          if (tokens.kind(i) == Kind.STRING) {
            found.read(Tokens.of(Literals.value(tokens.text(i)), false));
          }
        }
      }
    }
    return found.names;
  }

  private void read(Tokens tokens) {
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.are(i, "SET", "LOCAL") && Names.startsAt(tokens, i + 2)) {
        names.add(name(tokens, i + 2));
      } else if (tokens.isSymbol(i + 1, '(')
          && Names.startsAt(tokens, i)
          && Literals.name(tokens.text(i)).equals("set_config")
          && isLocal(tokens, tokens.afterParentheses(i + 1) - 2)) {
        names.add(
            tokens.kind(i + 2) == Kind.STRING
                ? Literals.value(tokens.text(i + 2)).toLowerCase(Locale.ROOT)
                : "a setting that set_config() names");
      }
    }
  }

  /** Some settings have words of their own (manual, "SET"). */
  private static String name(Tokens tokens, int index) {
    return switch (tokens.word(index)) {
      case "TIME" -> "timezone";
      case "SCHEMA" -> "search_path";
      case "NAMES" -> "client_encoding";
      case "SESSION" -> "session_authorization";
      default -> Names.source(tokens, index).replace("\"", "").toLowerCase(Locale.ROOT);
    };
  }

  /** It is, unless the last argument is a plain no. */
  private static boolean isLocal(Tokens tokens, int last) {
    boolean isWhole = tokens.isSymbol(last - 1, ',') || tokens.text(last - 1).equals("=>");
    boolean isNo =
        tokens.is(last, "FALSE")
            || (tokens.kind(last) == Kind.STRING
                && Set.of("f", "false", "off", "no", "0")
                    .contains(Literals.value(tokens.text(last))));
    return !isWhole || !isNo;
  }
}
