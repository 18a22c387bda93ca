package dev.lockkeeper.guard.capture;

import dev.lockkeeper.settings.Redaction;
import java.util.List;

/**
 * Why a capture cannot go on. Immutable.
 *
 * @param kind what kind of reason
 * @param message the reason as a sentence without its end, such as what the server said
 * @param statement the statement, without values; empty if it is about none
 * @param sqlState the server's SQLSTATE; empty if it was not the server
 * @param before what was captured until then
 */
public record Obstacle(
    Kind kind, String message, String statement, String sqlState, List<CapturedStatement> before) {

  public Obstacle {
    before = List.copyOf(before);
  }

  /** Kinds of reasons. */
  public enum Kind {
    /** It cannot be done in a transaction that is rolled back. */
    IMPOSSIBLE,
    /** Others are in the way, or would have to wait. */
    LOCK,
    /** The session on the server has ended. */
    LOST,
    /** The server refused a statement, as it would in a real run. */
    FAILED,
    /** The transaction has ended otherwise than by its rollback. */
    ESCAPED
  }

  /** It without the secrets. */
  public Obstacle without(Redaction secrets) {
    return new Obstacle(
        kind,
        secrets.apply(message),
        secrets.apply(statement),
        sqlState,
        before.stream().map(each -> each.without(secrets)).toList());
  }

  @Override
  public String toString() {
    return kind + " " + sqlState;
  }
}
