package dev.lockkeeper.sql;

import java.util.Optional;

/** What a statement changes, as far as its text tells. */
public enum WriteKind {
  /** Nothing that lasts: it reads, sets, locks, or tidies up. */
  NONE,
  /** Rows of tables. */
  DATA,
  /** Definitions: tables, types, functions, rights, comments and their like. */
  DEFINITION,
  /** The text does not tell: it runs a function or a procedure, or prepares or runs a change. */
  UNKNOWN;

  /** What a statement changes. */
  public static WriteKind of(Statement statement) {
    StatementClass type = statement.type();
    if (isDefinition(type.command())) {
      return isTemporary(type.effect()) ? NONE : DEFINITION;
    }
    return switch (type.command()) {
      case "INSERT", "UPDATE", "DELETE", "MERGE", "TRUNCATE", "REFRESH MATERIALIZED VIEW" -> DATA;
      case "SELECT", "VALUES", "TABLE", "EXPLAIN", "COPY", "DECLARE" -> ofQuery(statement);
      case "PREPARE" -> ofPrepared(statement);
      case "DO", "CALL", "EXECUTE", "UNKNOWN" -> UNKNOWN;
      default -> NONE;
    };
  }

  /** It runs later, if at all, and EXECUTE does not tell what it does. */
  private static WriteKind ofPrepared(Statement statement) {
    Tokens tokens = Tokens.of(statement.text(), false);
    int as = tokens.find(1, "AS");
    if (as < 0) {
      return NONE;
    }
    String text = tokens.text(as + 1, tokens.size());
    StatementClass type = Classifier.classify(Tokens.of(text, false));
    Statement prepared =
        new Statement(text, 0, statement.line(), statement.column(), type, Optional.empty());
    return of(prepared) == NONE ? NONE : UNKNOWN;
  }

  static boolean isDefinition(String command) {
    return command.startsWith("CREATE ")
        || command.startsWith("ALTER ")
        || command.startsWith("DROP ")
        || switch (command) {
          case "COMMENT", "GRANT", "REVOKE", "SECURITY LABEL", "IMPORT FOREIGN", "REASSIGN OWNED" ->
              true;
          default -> false;
        };
  }

  private static boolean isTemporary(Effect effect) {
    return effect.creates().isEmpty()
        && !effect.touches().isEmpty()
        && effect.touches().stream().allMatch(name -> name.startsWith("pg_temp."));
  }

  private static WriteKind ofQuery(Statement statement) {
    Tokens tokens = Tokens.of(statement.text(), false);
    return switch (statement.type().command()) {
      case "COPY" -> tokens.find(1, "FROM") > 0 ? DATA : changesRows(tokens);
      case "EXPLAIN" ->
          Options.isOn(tokens, 1, "ANALYZE", false) || tokens.is(1, "ANALYZE") ? UNKNOWN : NONE;
      default -> {
        if (tokens.find(0, "INTO") > 0 && tokens.is(0, "SELECT")) {
          yield DEFINITION;
        }
        WriteKind rows = changesRows(tokens);
        yield rows == NONE && !statement.type().effect().known() ? UNKNOWN : rows;
      }
    };
  }

  /** A common table expression may change rows although the query only reads. */
  private static WriteKind changesRows(Tokens tokens) {
    for (int i = 1; i < tokens.size(); i++) {
      if (tokens.isSymbol(i - 1, '(')
          && (tokens.are(i, "INSERT", "INTO")
              || tokens.are(i, "DELETE", "FROM")
              || tokens.are(i, "MERGE", "INTO")
              || (tokens.is(i, "UPDATE") && Names.startsAt(tokens, i + 1)))) {
        return DATA;
      }
    }
    return NONE;
  }
}
