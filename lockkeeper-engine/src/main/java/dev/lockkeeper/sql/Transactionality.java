package dev.lockkeeper.sql;

/** How a statement stands to transactions. */
public enum Transactionality {
  /** Runs inside a transaction block and obeys it. */
  ALLOWED,
  /** The server refuses it inside a transaction block. */
  FORBIDDEN,
  /** Runs inside a transaction block, but may commit by itself outside one: CALL and DO. */
  MAY_COMMIT,
  /** Begins a transaction: BEGIN, START TRANSACTION. */
  BEGIN,
  /** Ends a transaction: COMMIT, END. */
  COMMIT,
  /** All other transaction control, such as ROLLBACK, SAVEPOINT and COMMIT AND CHAIN. */
  CONTROL
}
