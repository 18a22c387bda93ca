package dev.lockkeeper.check;

import dev.lockkeeper.sql.Statement;
import java.util.List;

/**
 * Statements of a script that succeed or fail together.
 *
 * @param kind how they are sent
 * @param first the number of the first statement in the script, counted from 1
 * @param statements the statements
 */
public record Segment(Kind kind, int first, List<Statement> statements) {

  /** How a segment is sent. */
  public enum Kind {
    /** In one transaction, together with the ledger's row. */
    TRANSACTION,
    /** One statement that refuses a transaction. */
    ALONE,
    /** One call that may commit by itself, outside a transaction. */
    MAY_COMMIT
  }

  public Segment {
    statements = List.copyOf(statements);
  }

  /** The number of the last statement in the script, counted from 1. */
  public int last() {
    return first + statements.size() - 1;
  }
}
