package dev.lockkeeper.sql;

import static dev.lockkeeper.sql.Transactionality.ALLOWED;
import static dev.lockkeeper.sql.Transactionality.BEGIN;
import static dev.lockkeeper.sql.Transactionality.COMMIT;
import static dev.lockkeeper.sql.Transactionality.CONTROL;
import static dev.lockkeeper.sql.Transactionality.FORBIDDEN;
import static dev.lockkeeper.sql.Transactionality.MAY_COMMIT;

/** How statements stand to transactions. */
final class Transactions {
  private Transactions() {}

  static Transactionality of(Command command, Tokens tokens) {
    int next = command.next();
    return switch (command.name()) {
      case "BEGIN", "START TRANSACTION" -> beginsPlainly(tokens) ? BEGIN : CONTROL;
      case "COMMIT", "END" -> endsPlainly(tokens) ? COMMIT : CONTROL;
      case "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT" ->
          CONTROL;
      case "PREPARE" ->
          tokens.is(1, "TRANSACTION") && tokens.kind(2) == Kind.STRING ? CONTROL : ALLOWED;
      case "CALL", "DO" -> MAY_COMMIT;
      case "CREATE INDEX", "DROP INDEX" -> forbiddenIf(tokens.is(next, "CONCURRENTLY"));
      case "REINDEX" -> forbiddenIf(reindexIsForbidden(tokens));
      case "ALTER TABLE" -> forbiddenIf(detachesConcurrently(tokens));
      case "CLUSTER" -> forbiddenIf(clustersEverything(tokens));
      case "ALTER DATABASE" -> forbiddenIf(tokens.are(next + 1, "SET", "TABLESPACE"));
      case "CREATE SUBSCRIPTION" -> forbiddenIf(createsSlot(tokens));
      case "ALTER SUBSCRIPTION" -> forbiddenIf(subscriptionIsForbidden(tokens, next + 1));
      case "VACUUM",
          "ALTER SYSTEM",
          "CREATE DATABASE",
          "DROP DATABASE",
          "CREATE TABLESPACE",
          "DROP TABLESPACE",
          "DROP SUBSCRIPTION",
          "DISCARD ALL" ->
          FORBIDDEN;
      default -> ALLOWED;
    };
  }

  /** Whether a REINDEX works with CONCURRENTLY, in either spelling. */
  static boolean reindexesConcurrently(Tokens tokens) {
    return Options.isOn(tokens, 1, "CONCURRENTLY", false)
        || tokens.is(reindexTarget(tokens) + 1, "CONCURRENTLY");
  }

  /** The index of the word INDEX, TABLE, SCHEMA, DATABASE or SYSTEM. */
  static int reindexTarget(Tokens tokens) {
    return tokens.isSymbol(1, '(') ? tokens.afterParentheses(1) : 1;
  }

  /** The index of the word PARTITION behind DETACH, outside parentheses; -1 if none. */
  static int detach(Tokens tokens) {
    int detach = tokens.find(1, "DETACH");
    return detach > 0 && tokens.is(detach + 1, "PARTITION") ? detach + 1 : -1;
  }

  private static boolean detachesConcurrently(Tokens tokens) {
    int partition = detach(tokens);
    return partition > 0 && tokens.is(Names.end(tokens, partition + 1), "CONCURRENTLY");
  }

  private static Transactionality forbiddenIf(boolean forbidden) {
    return forbidden ? FORBIDDEN : ALLOWED;
  }

  /** Without modes: the transaction is begun by us, and would not have them. */
  private static boolean beginsPlainly(Tokens tokens) {
    return tokens.size() == (tokens.isAny(1, "WORK", "TRANSACTION") ? 2 : 1);
  }

  private static boolean endsPlainly(Tokens tokens) {
    int i = tokens.isAny(1, "WORK", "TRANSACTION") ? 2 : 1;
    return i == tokens.size() || tokens.are(i, "AND", "NO", "CHAIN");
  }

  private static boolean reindexIsForbidden(Tokens tokens) {
    return reindexesConcurrently(tokens)
        || tokens.isAny(reindexTarget(tokens), "SCHEMA", "DATABASE", "SYSTEM");
  }

  private static boolean clustersEverything(Tokens tokens) {
    int i = tokens.isSymbol(1, '(') ? tokens.afterParentheses(1) : 1;
    return i + (tokens.is(i, "VERBOSE") ? 1 : 0) == tokens.size();
  }

  private static boolean createsSlot(Tokens tokens) {
    int with = tokens.find(1, "WITH");
    boolean connects = with < 0 || Options.isOn(tokens, with + 1, "CONNECT", true);
    return with < 0 || Options.isOn(tokens, with + 1, "CREATE_SLOT", connects);
  }

  private static boolean subscriptionIsForbidden(Tokens tokens, int action) {
    if (tokens.is(action, "REFRESH")) {
      return true;
    }
    if (tokens.is(action + 1, "PUBLICATION")) {
      int with = tokens.find(action, "WITH");
      return with < 0 || Options.isOn(tokens, with + 1, "REFRESH", true);
    }
    return tokens.is(action, "SET") && changesSlot(tokens, action + 1);
  }

  /** Settings that the server keeps in the replication slot as well. */
  private static boolean changesSlot(Tokens tokens, int list) {
    for (int i = list; i < tokens.size(); i++) {
      if (tokens.isAny(i, "FAILOVER", "TWO_PHASE")) {
        return true;
      }
    }
    return false;
  }
}
