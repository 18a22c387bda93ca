package dev.lockkeeper.sql;

import java.util.Optional;

/**
 * A statement that steers a transaction. Immutable.
 *
 * @param kind what it asks for
 * @param savepoint the savepoint that it names, as the catalog would keep the name; empty for none
 * @param chains whether another transaction begins where this one ends
 */
public record TransactionCommand(Kind kind, String savepoint, boolean chains) {

  /** What such a statement asks for. */
  public enum Kind {
    /** A transaction. */
    BEGIN,
    /** To keep everything. */
    COMMIT,
    /** To keep nothing. */
    ROLLBACK,
    /** A mark to go back to. */
    SAVEPOINT,
    /** To forget a mark. */
    RELEASE,
    /** To go back to a mark. */
    ROLLBACK_TO
  }

  /** What a statement asks for, if it steers a transaction that is open in its session. */
  public static Optional<TransactionCommand> of(Statement statement) {
    return switch (statement.type().command()) {
      case "BEGIN", "START TRANSACTION" -> Optional.of(plain(Kind.BEGIN));
      case "COMMIT", "END" -> end(Kind.COMMIT, statement);
      case "ROLLBACK", "ABORT" -> end(Kind.ROLLBACK, statement);
      case "SAVEPOINT" -> Optional.of(named(Kind.SAVEPOINT, statement));
      case "RELEASE SAVEPOINT" -> Optional.of(named(Kind.RELEASE, statement));
      case "ROLLBACK TO SAVEPOINT" -> Optional.of(named(Kind.ROLLBACK_TO, statement));
      default -> Optional.empty();
    };
  }

  private static TransactionCommand plain(Kind kind) {
    return new TransactionCommand(kind, "", false);
  }

  private static Optional<TransactionCommand> end(Kind kind, Statement statement) {
    Tokens tokens = Tokens.of(statement.text(), false);
    if (tokens.is(1, "PREPARED")) {
      return Optional.empty();
    }
    int and = tokens.find(1, "AND");
    return Optional.of(new TransactionCommand(kind, "", tokens.is(and + 1, "CHAIN")));
  }

  /** The name is the last word of each of these. */
  private static TransactionCommand named(Kind kind, Statement statement) {
    Tokens tokens = Tokens.of(statement.text(), false);
    return new TransactionCommand(kind, Literals.name(tokens.text(tokens.size() - 1)), false);
  }
}
