package dev.lockkeeper.testing;

/**
 * When a {@link FaultProxy} acts.
 *
 * @param event what it counts
 * @param number how often that has happened then
 */
public record Moment(Event event, int number) {

  /** What a proxy can count on its first connection. */
  public enum Event {
    /** A message of the client has been forwarded. */
    REQUEST,
    /** A message of the server has been forwarded. */
    ANSWER,
    /** The server has committed, and its answer has not been forwarded yet. */
    COMMITTED,
    /** The answer to a COMMIT has been forwarded, and nothing behind it. */
    COMMIT_ANSWERED,
    /** A millisecond has passed since the first message. */
    MILLISECOND
  }

  /** A moment that does not come. */
  public static Moment never() {
    return new Moment(Event.REQUEST, 0);
  }
}
