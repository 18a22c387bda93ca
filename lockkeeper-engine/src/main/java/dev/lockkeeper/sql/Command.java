package dev.lockkeeper.sql;

import java.util.Set;

/**
 * The command of a statement.
 *
 * @param name verb and kind of object, such as {@code CREATE INDEX}, without modifiers
 * @param next the index of the token behind it
 * @param replaces whether it says OR REPLACE
 * @param temporary whether it makes a temporary object
 */
record Command(String name, int next, boolean replaces, boolean temporary) {
  private static final Set<String> MODIFIERS =
      Set.of("UNIQUE", "UNLOGGED", "RECURSIVE", "TRUSTED", "PROCEDURAL", "CONSTRAINT", "DEFAULT");
  private static final Set<String> TEMPORARY = Set.of("TEMP", "TEMPORARY", "LOCAL", "GLOBAL");
  private static final Set<String> TWO_WORDS =
      Set.of(
          "ACCESS METHOD",
          "DEFAULT PRIVILEGES",
          "EVENT TRIGGER",
          "FOREIGN TABLE",
          "FOREIGN DATA",
          "LARGE OBJECT",
          "MATERIALIZED VIEW",
          "OPERATOR CLASS",
          "OPERATOR FAMILY",
          "TEXT SEARCH",
          "USER MAPPING");
  private static final Set<String> FIRST_WORDS =
      Set.of(
          "ACCESS",
          "DEFAULT",
          "EVENT",
          "FOREIGN",
          "LARGE",
          "MATERIALIZED",
          "OPERATOR",
          "TEXT",
          "USER");

  static Command of(Tokens tokens) {
    String verb = tokens.word(0);
    return switch (verb) {
      case "CREATE", "ALTER", "DROP" -> onObject(tokens, verb);
      case "WITH" -> new Command(verbBehindWith(tokens), 1, false, false);
      case "" -> new Command(tokens.isSymbol(0, '(') ? "SELECT" : "UNKNOWN", 0, false, false);
      case "REFRESH" -> new Command("REFRESH MATERIALIZED VIEW", 3, false, false);
      case "LOCK" -> new Command("LOCK TABLE", tokens.is(1, "TABLE") ? 2 : 1, false, false);
      case "START", "REASSIGN", "IMPORT", "SECURITY" ->
          new Command(verb + " " + tokens.word(1), 2, false, false);
      case "ROLLBACK" ->
          new Command(tokens.find(1, "TO") > 0 ? "ROLLBACK TO SAVEPOINT" : verb, 1, false, false);
      case "RELEASE" -> new Command("RELEASE SAVEPOINT", 1, false, false);
      case "SET" ->
          new Command(setsTransaction(tokens) ? "SET TRANSACTION" : verb, 1, false, false);
      case "DISCARD" -> new Command(verb + " " + tokens.word(1), 2, false, false);
      default -> new Command(verb, 1, false, false);
    };
  }

  /** In either spelling; the variables are what the words set. */
  private static boolean setsTransaction(Tokens tokens) {
    return tokens.isAny(
        tokens.isAny(1, "SESSION", "LOCAL") ? 2 : 1,
        "TRANSACTION",
        "TRANSACTION_ISOLATION",
        "TRANSACTION_READ_ONLY",
        "TRANSACTION_DEFERRABLE");
  }

  private static Command onObject(Tokens tokens, String verb) {
    int i = 1;
    boolean replaces = tokens.are(i, "OR", "REPLACE");
    if (replaces) {
      i += 2;
    }
    boolean temporary = false;
    String object = object(tokens, i);
    while (TEMPORARY.contains(object) || MODIFIERS.contains(object)) {
      temporary |= TEMPORARY.contains(object);
      object = object(tokens, ++i);
    }
    int next = object.indexOf(' ') < 0 ? i + 1 : i + 2;
    return new Command(verb.concat(" ").concat(object), next, replaces, temporary);
  }

  /** The word at an index, or two where two name a kind of object. */
  private static String object(Tokens tokens, int index) {
    String word = tokens.word(index);
    if (!FIRST_WORDS.contains(word)) {
      return word;
    }
    String two = word.concat(" ").concat(tokens.word(index + 1));
    return TWO_WORDS.contains(two) ? two : word;
  }

  /** The verb of the statement behind the common table expressions. */
  private static String verbBehindWith(Tokens tokens) {
    int i = 1;
    while (i < tokens.size()) {
      if (tokens.isSymbol(i, '(')) {
        i = tokens.afterParentheses(i);
      } else if (tokens.isAny(i, "SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "VALUES")) {
        return tokens.word(i);
      } else {
        i++;
      }
    }
    return "SELECT";
  }

  boolean is(String expected) {
    return name.equals(expected);
  }
}
