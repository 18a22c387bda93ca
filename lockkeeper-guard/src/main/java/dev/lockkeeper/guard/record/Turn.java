package dev.lockkeeper.guard.record;

/**
 * Whose turn it is in a session that runs in lock step: behind a message that the server answers
 * with {@code ReadyForQuery}, the client has to wait for it, unless the server asks for the data of
 * a COPY. Not thread-safe.
 */
final class Turn {
  private boolean awaited;
  private boolean isQuery;
  private boolean copying;
  private boolean copied;

  boolean isClients() {
    return !awaited || copying;
  }

  boolean isCopying() {
    return copying;
  }

  /**
   * A command was sent.
   *
   * @param query whether as a query or a call of a function, which end with {@code ReadyForQuery}
   */
  void command(boolean query) {
    isQuery = query;
    copied = false;
    awaited |= query;
  }

  void sync() {
    awaited = true;
  }

  /**
   * The server asks for the data of a COPY.
   *
   * @return whether it passes over the {@code Sync} that may stand behind the command already, as
   *     the page "Message Flow" of the manual says
   */
  boolean beginCopy() {
    boolean passesOverSync = !isQuery && !copied;
    if (passesOverSync) {
      awaited = false;
    }
    copying = !copied;
    return passesOverSync;
  }

  /** The client has sent all the data, or says that it cannot. */
  void endCopy() {
    copying = false;
    copied = true;
  }

  /** The server refuses the command; what is left of the data it passes over. */
  void error() {
    copying = false;
  }

  void ready() {
    awaited = false;
    copying = false;
  }
}
