package dev.lockkeeper.sql;

/**
 * The relations that statements make and name. A function that a default, an index or a constraint
 * calls is not looked into.
 */
final class Effects {
  private Effects() {}

  static Effect of(Command command, Tokens tokens) {
    RelationNames names = new RelationNames(tokens);
    int next = command.next();
    switch (command.name()) {
      case "CREATE TABLE", "CREATE FOREIGN TABLE" -> createTable(command, tokens, names);
      case "CREATE VIEW", "CREATE MATERIALIZED VIEW" -> createView(command, tokens, names);
      case "CREATE SEQUENCE" -> ownedBy(tokens, names, names.create(command));
      case "ALTER SEQUENCE" -> alterSequence(tokens, names, next);
      case "CREATE INDEX" -> names.createIndex(IndexParts.of(tokens, next));
      case "ALTER TABLE", "ALTER VIEW" -> alter(tokens, names, next);
      case "ALTER INDEX" -> {
        alter(tokens, names, next);
        knownOnlyIf(tokens.find(next, "ATTACH") < 0, names);
      }
      case "CREATE TRIGGER", "CREATE POLICY" -> onTable(tokens, names, next);
      case "COMMENT" -> comment(tokens, names);
      case "GRANT", "REVOKE" -> privileges(tokens, names);
      case "INSERT", "UPDATE", "DELETE", "MERGE" -> names.runQuery(0);
      case "SELECT", "VALUES", "TABLE" -> select(tokens, names);
      case "COPY" -> copy(tokens, names);
      case "TRUNCATE", "LOCK TABLE", "ANALYZE" -> list(tokens, names, next);
      case "CREATE SCHEMA" -> knownOnlyIf(tokens.find(next, "CREATE") < 0, names);
      case "ALTER TYPE" -> knownOnlyIf(addsValue(command, tokens), names);
      case "CREATE TYPE", "CREATE DOMAIN", "CREATE ROLE", "CREATE USER", "ALTER ROLE" -> {}
      case "BEGIN", "START TRANSACTION", "COMMIT", "END" -> {}
      default -> names.unknown();
    }
    return names.effect();
  }

  private static void knownOnlyIf(boolean known, RelationNames names) {
    if (!known) {
      names.unknown();
    }
  }

  private static boolean addsValue(Command command, Tokens tokens) {
    return Recoveries.of(command, tokens).kind() == Recovery.Kind.ADD_ENUM_VALUE;
  }

  private static void createTable(Command command, Tokens tokens, RelationNames names) {
    int behind = names.create(command);
    if (tokens.are(behind, "PARTITION", "OF")) {
      names.touch(behind + 2);
    }
    int query = tokens.find(behind, "AS");
    int end = query < 0 ? tokens.size() : query;
    for (int i = behind; i < end; i++) {
      boolean element = tokens.isSymbol(i - 1, '(') || tokens.isSymbol(i - 1, ',');
      if (tokens.is(i, "REFERENCES") || (element && tokens.is(i, "LIKE"))) {
        names.touch(i + 1);
      } else if (tokens.is(i, "INHERITS")) {
        names.touchList(i + 2);
      }
    }
    if (query > 0) {
      knownOnlyIf(!tokens.is(query + 1, "EXECUTE"), names);
      names.runQuery(query + 1);
    }
  }

  private static void createView(Command command, Tokens tokens, RelationNames names) {
    int query = tokens.find(names.create(command), "AS") + 1;
    if (command.is("CREATE VIEW")) {
      names.keepQuery(query);
    } else {
      names.runQuery(query);
    }
  }

  private static void ownedBy(Tokens tokens, RelationNames names, int from) {
    int owned = tokens.find(from, "OWNED");
    if (owned > 0 && tokens.is(owned + 1, "BY") && !tokens.is(owned + 2, "NONE")) {
      names.touchTableOfColumn(owned + 2);
    }
  }

  private static void alterSequence(Tokens tokens, RelationNames names, int from) {
    int behind = names.touch(from);
    knownOnlyIf(tokens.find(behind, "RENAME") < 0 && tokens.find(behind, "SCHEMA") < 0, names);
    ownedBy(tokens, names, behind);
  }

  /** A new name hides which relation is meant; a dropped key locks the table at its other end. */
  private static void alter(Tokens tokens, RelationNames names, int from) {
    int behind = names.touch(from);
    for (int i = behind; i < tokens.size(); i++) {
      boolean action = i == behind || tokens.isSymbol(i - 1, ',');
      boolean hidden =
          (action && tokens.isAny(i, "DROP", "VALIDATE", "IN"))
              || tokens.are(i, "RENAME", "TO")
              || tokens.are(i, "SET", "SCHEMA")
              || tokens.is(i, "CASCADE");
      knownOnlyIf(!hidden, names);
      if (tokens.is(i, "REFERENCES") || (action && tokens.is(i, "INHERIT"))) {
        names.touch(i + 1);
      } else if (tokens.are(i, "NO", "INHERIT") || tokens.isAny(i, "ATTACH", "DETACH")) {
        names.touch(i + 2);
      }
    }
  }

  private static void onTable(Tokens tokens, RelationNames names, int from) {
    int on = tokens.find(from, "ON");
    int behind = names.touch(on + 1);
    if (tokens.is(behind, "FROM")) {
      behind = names.touch(behind + 1);
    }
    int execute = tokens.find(behind, "EXECUTE");
    if (execute < 0) {
      names.keepQuery(behind);
    }
  }

  private static void comment(Tokens tokens, RelationNames names) {
    int object = tokens.are(2, "MATERIALIZED", "VIEW") ? 3 : 2;
    switch (tokens.word(object)) {
      case "TABLE", "VIEW", "INDEX", "SEQUENCE" -> names.touch(object + 1);
      case "COLUMN" -> names.touchTableOfColumn(object + 1);
      case "CONSTRAINT", "TRIGGER", "POLICY", "RULE" -> {
        int on = tokens.find(object + 1, "ON");
        names.touch(tokens.is(on + 1, "DOMAIN") ? on + 2 : on + 1);
      }
      default -> {}
    }
  }

  private static void privileges(Tokens tokens, RelationNames names) {
    int on = tokens.find(1, "ON");
    switch (tokens.word(on + 1)) {
      case "TABLE", "SEQUENCE" -> names.touchList(on + 2);
      case "ALL" -> names.unknown();
      case "SCHEMA", "FUNCTION", "PROCEDURE", "ROUTINE", "TYPE", "DOMAIN", "DATABASE" -> {}
      default -> {
        if (on > 0) {
          names.touchList(on + 1);
        }
      }
    }
  }

  private static void select(Tokens tokens, RelationNames names) {
    knownOnlyIf(tokens.find(0, "INTO") < 0, names);
    names.runQuery(0);
  }

  private static void copy(Tokens tokens, RelationNames names) {
    if (tokens.isSymbol(1, '(')) {
      names.runQuery(1);
    } else {
      names.touch(tokens.is(1, "BINARY") ? 2 : 1);
    }
  }

  private static void list(Tokens tokens, RelationNames names, int from) {
    int i = from;
    while (tokens.isAny(i, "TABLE", "VERBOSE") || tokens.isSymbol(i, '(')) {
      i = tokens.isSymbol(i, '(') ? tokens.afterParentheses(i) : i + 1;
    }
    knownOnlyIf(i < tokens.size() && tokens.find(i, "CASCADE") < 0, names);
    names.touchList(i);
  }
}
