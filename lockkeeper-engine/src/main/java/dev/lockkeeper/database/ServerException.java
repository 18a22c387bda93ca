package dev.lockkeeper.database;

import org.jspecify.annotations.Nullable;

/** The server refused a statement, or the connection was lost. Immutable. */
public final class ServerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Facts facts;

  /** Wraps what the server said. */
  public ServerException(Facts facts, @Nullable Throwable cause) {
    super(facts.message(), cause);
    this.facts = facts;
  }

  /**
   * What the server said.
   *
   * @param sqlState the SQLSTATE; empty if there is none
   * @param message the primary message
   * @param detail the detail; empty if there is none
   * @param hint the hint; empty if there is none
   * @param where the context; empty if there is none
   * @param position where in the message text, counted from 1; 0 if the server does not say
   * @param column the column that the error is about; empty if there is none
   * @param lost whether the connection is gone
   */
  public record Facts(
      String sqlState,
      String message,
      String detail,
      String hint,
      String where,
      int position,
      String column,
      boolean lost) {}

  /** Everything that the server said. */
  public Facts facts() {
    return facts;
  }

  /** The SQLSTATE; empty if there is none. */
  public String sqlState() {
    return facts.sqlState();
  }

  /** Whether the connection is gone, so that the fate of the last message is unknown. */
  public boolean isConnectionLost() {
    return facts.lost();
  }

  /** Whether the same transaction may succeed if it is tried again. */
  public boolean isRetryable() {
    return switch (sqlState()) {
      case "55P03", "40P01", "40001" -> true;
      default -> false;
    };
  }
}
