package dev.lockkeeper.sql;

import static dev.lockkeeper.sql.LockClass.BLOCKING;
import static dev.lockkeeper.sql.LockClass.NONE;
import static dev.lockkeeper.sql.LockClass.PATIENT;
import static dev.lockkeeper.sql.LockClass.SHARED;

import java.util.Set;

/** The lock class of statements. What is not listed here counts as blocking. */
final class Locks {
  /** Objects that are no relations and hold none, unless CASCADE reaches one. */
  private static final Set<String> DROPS_WITHOUT_RELATIONS =
      Set.of(
          "FUNCTION",
          "PROCEDURE",
          "ROUTINE",
          "AGGREGATE",
          "SCHEMA",
          "ROLE",
          "USER",
          "GROUP",
          "DATABASE",
          "TABLESPACE",
          "CAST",
          "COLLATION",
          "CONVERSION",
          "OPERATOR",
          "LANGUAGE",
          "SERVER",
          "PUBLICATION",
          "SUBSCRIPTION",
          "USER MAPPING",
          "TEXT SEARCH",
          "EVENT TRIGGER");

  /** Objects whose making locks no relation. */
  private static final Set<String> NEW_WITHOUT_RELATIONS =
      Set.of(
          "FUNCTION",
          "PROCEDURE",
          "AGGREGATE",
          "TYPE",
          "DOMAIN",
          "EXTENSION",
          "ROLE",
          "USER",
          "GROUP",
          "DATABASE",
          "TABLESPACE",
          "CAST",
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
          "ACCESS METHOD");

  private Locks() {}

  static LockClass of(Command command, Tokens tokens) {
    String name = command.name();
    if (name.startsWith("CREATE ")) {
      return create(name.substring(7), command, tokens);
    }
    if (name.startsWith("ALTER ")) {
      return AlterLocks.of(name.substring(6), command, tokens);
    }
    if (name.startsWith("DROP ")) {
      return drop(name.substring(5), command, tokens);
    }
    return other(command, tokens);
  }

  private static LockClass create(String object, Command command, Tokens tokens) {
    return switch (object) {
      case "TABLE", "FOREIGN TABLE" -> createTable(command, tokens);
      case "SCHEMA" -> tokens.find(command.next(), "CREATE") > 0 ? BLOCKING : NONE;
      case "INDEX" -> tokens.is(command.next(), "CONCURRENTLY") ? PATIENT : BLOCKING;
      case "VIEW" -> command.replaces() && !command.temporary() ? BLOCKING : SHARED;
      case "MATERIALIZED VIEW", "SEQUENCE", "STATISTICS", "PUBLICATION" -> SHARED;
      case "SUBSCRIPTION" -> PATIENT;
      default -> NEW_WITHOUT_RELATIONS.contains(object) ? NONE : BLOCKING;
    };
  }

  private static LockClass createTable(Command command, Tokens tokens) {
    int table = Names.skipConditions(tokens, command.next());
    String name = Names.normalised(tokens, table);
    int behind = Names.end(tokens, table);
    if (tokens.are(behind, "PARTITION", "OF")) {
      return BLOCKING;
    }
    boolean reads = false;
    for (int i = behind; i < tokens.size(); i++) {
      if (tokens.is(i, "REFERENCES") && !Names.normalised(tokens, i + 1).equals(name)) {
        return BLOCKING;
      }
      reads |= tokens.isAny(i, "LIKE", "INHERITS", "AS");
    }
    return reads ? SHARED : NONE;
  }

  private static LockClass drop(String object, Command command, Tokens tokens) {
    if (object.equals("INDEX") && tokens.is(command.next(), "CONCURRENTLY")) {
      return PATIENT;
    }
    if (object.equals("STATISTICS")) {
      return SHARED;
    }
    boolean cascades = tokens.find(command.next(), "CASCADE") > 0;
    return DROPS_WITHOUT_RELATIONS.contains(object) && !cascades ? NONE : BLOCKING;
  }

  private static LockClass other(Command command, Tokens tokens) {
    return switch (command.name()) {
      case "SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "VALUES", "TABLE", "COPY" -> SHARED;
      case "EXPLAIN", "PREPARE", "DECLARE", "FETCH", "MOVE", "COMMENT", "SECURITY LABEL" -> SHARED;
      case "ANALYZE", "ANALYSE" -> PATIENT;
      case "VACUUM" -> isFullVacuum(tokens) ? BLOCKING : PATIENT;
      case "REINDEX" -> Transactions.reindexesConcurrently(tokens) ? PATIENT : BLOCKING;
      case "LOCK TABLE" -> lockTable(tokens);
      case "SET",
          "SET TRANSACTION",
          "RESET",
          "SHOW",
          "LISTEN",
          "UNLISTEN",
          "NOTIFY",
          "DEALLOCATE",
          "CLOSE" ->
          NONE;
      case "BEGIN", "START TRANSACTION", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT" -> NONE;
      case "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT" -> NONE;
      case "CHECKPOINT", "LOAD", "GRANT", "REVOKE", "IMPORT FOREIGN" -> NONE;
      default -> command.name().startsWith("DISCARD ") ? NONE : BLOCKING;
    };
  }

  private static boolean isFullVacuum(Tokens tokens) {
    return tokens.is(1, "FULL") || Options.isOn(tokens, 1, "FULL", false);
  }

  private static LockClass lockTable(Tokens tokens) {
    int in = tokens.find(1, "IN");
    boolean weak =
        in > 0
            && (tokens.are(in + 1, "ACCESS", "SHARE")
                || tokens.is(in + 1, "ROW")
                || tokens.are(in + 1, "SHARE", "UPDATE"));
    return weak ? SHARED : BLOCKING;
  }
}
