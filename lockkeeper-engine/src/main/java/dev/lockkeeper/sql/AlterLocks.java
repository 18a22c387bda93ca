package dev.lockkeeper.sql;

import static dev.lockkeeper.sql.LockClass.BLOCKING;
import static dev.lockkeeper.sql.LockClass.NONE;
import static dev.lockkeeper.sql.LockClass.PATIENT;
import static dev.lockkeeper.sql.LockClass.SHARED;

import java.util.Set;

/** The lock class of ALTER. What is not listed here counts as blocking. */
final class AlterLocks {
  /** Objects that are no relations. */
  private static final Set<String> WITHOUT_RELATIONS =
      Set.of(
          "SYSTEM",
          "ROLE",
          "USER",
          "GROUP",
          "DATABASE",
          "TABLESPACE",
          "DEFAULT PRIVILEGES",
          "FUNCTION",
          "PROCEDURE",
          "ROUTINE",
          "AGGREGATE",
          "SCHEMA",
          "COLLATION",
          "CONVERSION",
          "OPERATOR",
          "OPERATOR CLASS",
          "OPERATOR FAMILY",
          "LANGUAGE",
          "SERVER",
          "FOREIGN DATA",
          "USER MAPPING",
          "TEXT SEARCH",
          "EVENT TRIGGER",
          "LARGE OBJECT");

  private AlterLocks() {}

  static LockClass of(String object, Command command, Tokens tokens) {
    int name = Names.skipConditions(tokens, command.next());
    int action = Names.end(tokens, name);
    return switch (object) {
      case "TABLE" -> table(tokens, tokens.isSymbol(action, '*') ? action + 1 : action);
      case "INDEX" ->
          tokens.are(action, "RENAME", "TO") ? SHARED : settings(tokens, action, BLOCKING);
      case "TYPE" ->
          tokens.are(action, "ADD", "VALUE") || tokens.are(action, "RENAME", "VALUE")
              ? NONE
              : BLOCKING;
      case "PUBLICATION", "STATISTICS" -> SHARED;
      case "SUBSCRIPTION" -> PATIENT;
      default -> WITHOUT_RELATIONS.contains(object) ? NONE : BLOCKING;
    };
  }

  /** The strongest class among the actions, which commas separate. */
  private static LockClass table(Tokens tokens, int firstAction) {
    LockClass strongest = SHARED;
    int i = firstAction;
    while (i < tokens.size()) {
      LockClass next = tableAction(tokens, i);
      if (next == BLOCKING) {
        return BLOCKING;
      }
      strongest = next == PATIENT ? PATIENT : strongest;
      while (i < tokens.size() && !tokens.isSymbol(i, ',')) {
        i = tokens.isSymbol(i, '(') ? tokens.afterParentheses(i) : i + 1;
      }
      i++;
    }
    return strongest;
  }

  private static LockClass tableAction(Tokens tokens, int i) {
    if (tokens.are(i, "VALIDATE", "CONSTRAINT")) {
      return PATIENT;
    }
    if (tokens.are(i, "DETACH", "PARTITION")) {
      return tokens.is(Names.end(tokens, i + 2), "CONCURRENTLY") ? PATIENT : BLOCKING;
    }
    if (tokens.are(i, "CLUSTER", "ON") || tokens.are(i, "SET", "WITHOUT", "CLUSTER")) {
      return SHARED;
    }
    return settings(tokens, i, BLOCKING);
  }

  /** Statistics targets and the storage settings that need no more than SHARE UPDATE EXCLUSIVE. */
  private static LockClass settings(Tokens tokens, int i, LockClass otherwise) {
    if (tokens.is(i, "ALTER")) {
      int column = tokens.is(i + 1, "COLUMN") ? i + 2 : i + 1;
      if (tokens.are(column + 1, "SET", "STATISTICS")) {
        return SHARED;
      }
      boolean options =
          tokens.isAny(column + 1, "SET", "RESET") && tokens.isSymbol(column + 2, '(');
      return options ? SHARED : otherwise;
    }
    if (!tokens.isAny(i, "SET", "RESET") || !tokens.isSymbol(i + 1, '(')) {
      return otherwise;
    }
    int end = tokens.afterParentheses(i + 1);
    for (int option = i + 2; option < end; option++) {
      boolean first = tokens.isSymbol(option - 1, '(') || tokens.isSymbol(option - 1, ',');
      if (first && !isLightSetting(tokens.word(option))) {
        return otherwise;
      }
    }
    return SHARED;
  }

  private static boolean isLightSetting(String name) {
    return name.equals("FILLFACTOR")
        || name.equals("PARALLEL_WORKERS")
        || name.startsWith("AUTOVACUUM_")
        || name.startsWith("TOAST")
        || name.startsWith("VACUUM_")
        || name.startsWith("LOG_AUTOVACUUM");
  }
}
