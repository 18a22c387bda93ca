package dev.lockkeeper.sql;

import java.util.HashSet;
import java.util.Set;

/**
 * Reads a query for the relations it names: everything that stands where only a relation can, minus
 * common table expressions. When in doubt a name is taken. Not thread-safe.
 */
final class QueryNames {
  private static final Set<String> ENDS_LIST =
      Set.of(
          "WHERE",
          "GROUP",
          "HAVING",
          "WINDOW",
          "ORDER",
          "LIMIT",
          "OFFSET",
          "FETCH",
          "FOR",
          "UNION",
          "EXCEPT",
          "INTERSECT",
          "SET",
          "RETURNING",
          "SELECT",
          "VALUES",
          "WHEN");
  private static final Set<String> TAKES_FROM =
      Set.of("EXTRACT", "SUBSTRING", "TRIM", "OVERLAY", "POSITION");

  private final Tokens tokens;
  private final Set<String> names;
  private final Set<String> withNames = new HashSet<>();
  private boolean callsUnknownFunction;

  QueryNames(Tokens tokens, Set<String> names) {
    this.tokens = tokens;
    this.names = names;
  }

  boolean callsUnknownFunction() {
    return callsUnknownFunction;
  }

  void read(int from) {
    int i = from;
    while (i < tokens.size()) {
      i = level(i, false) + 1;
    }
  }

  /** Reads up to the closing parenthesis of a level and gives its index. */
  private int level(int from, boolean insideFunction) {
    boolean inList = false;
    int i = from;
    while (i < tokens.size() && !tokens.isSymbol(i, ')')) {
      if (tokens.isSymbol(i, '(')) {
        i = level(i + 1, TAKES_FROM.contains(tokens.word(i - 1))) + 1;
      } else if (tokens.is(i, "WITH") && Names.startsAt(tokens, i + 1)) {
        i = with(i + 1);
      } else if (startsList(i, insideFunction) || (inList && tokens.isSymbol(i, ','))) {
        inList = true;
        i = item(i + 1);
      } else {
        inList &= !ENDS_LIST.contains(tokens.word(i));
        seeCall(i);
        i++;
      }
    }
    return i;
  }

  private boolean startsList(int i, boolean insideFunction) {
    return switch (tokens.word(i)) {
      case "FROM" -> !insideFunction && !isDistinctFrom(i);
      case "JOIN", "INTO" -> true;
      case "UPDATE" -> !tokens.is(i + 1, "SET") && !tokens.isAny(i - 1, "FOR", "KEY");
      case "USING" -> !tokens.isSymbol(i + 1, '(') || startsQuery(i + 2);
      case "TABLE" -> i == 0 || !tokens.isSymbol(i - 1, '.');
      default -> false;
    };
  }

  private boolean isDistinctFrom(int i) {
    return tokens.is(i - 1, "DISTINCT") && tokens.isAny(i - 2, "IS", "NOT");
  }

  private boolean startsQuery(int i) {
    return tokens.isAny(i, "SELECT", "WITH", "VALUES", "TABLE");
  }

  /** Reads one entry of a FROM list and gives the index behind its name. */
  private int item(int from) {
    int i = from;
    while (tokens.isAny(i, "ONLY", "LATERAL")) {
      i++;
    }
    if (tokens.isSymbol(i, '(')) {
      return level(startsQuery(i + 1) ? i + 1 : item(i + 1), false) + 1;
    }
    int end = Names.end(tokens, i);
    if (tokens.isSymbol(end, '(') && !isInsertTarget(i)) {
      seeCall(end - 1);
    } else if (end > i) {
      String name = Names.normalised(tokens, i, end);
      if (!withNames.contains(name)) {
        names.add(name);
      }
    }
    return end;
  }

  private boolean isInsertTarget(int i) {
    return tokens.is(i - 1, "INTO");
  }

  /** Reads common table expressions; a name counts from the next expression on. */
  private int with(int from) {
    boolean recursive = tokens.is(from, "RECURSIVE");
    int i = recursive ? from + 1 : from;
    while (Names.startsAt(tokens, i)) {
      String name = Names.normalised(tokens, i, i + 1);
      if (recursive) {
        withNames.add(name);
      }
      i++;
      if (tokens.isSymbol(i, '(')) {
        i = tokens.afterParentheses(i);
      }
      while (tokens.isAny(i, "AS", "NOT", "MATERIALIZED")) {
        i++;
      }
      if (!tokens.isSymbol(i, '(')) {
        return i;
      }
      i = level(i + 1, false) + 1;
      withNames.add(name);
      if (!tokens.isSymbol(i, ',')) {
        return i;
      }
      i++;
    }
    return i;
  }

  private void seeCall(int i) {
    if (Names.startsAt(tokens, i) && tokens.isSymbol(i + 1, '(')) {
      boolean columnAlias = tokens.is(i - 1, "AS") || tokens.isSymbol(i - 1, ')');
      boolean foreign = tokens.isSymbol(i - 1, '.') && !tokens.is(i - 2, "PG_CATALOG");
      boolean harmless = !foreign && HarmlessCalls.contains(Literals.name(tokens.text(i)));
      callsUnknownFunction |= !columnAlias && !harmless;
    }
  }
}
