package dev.lockkeeper.guard.record;

/** Adds up what all sessions do. Thread-safe. */
final class Tally {
  private final Changes committed = new Changes();
  private long statements;
  private long failed;
  private long unanswered;
  private long abandoned;

  synchronized void recorded() {
    statements++;
  }

  synchronized void unanswered() {
    unanswered++;
  }

  synchronized void abandoned() {
    abandoned++;
  }

  /** What the statements of a transaction have changed, which lasts only if they are committed. */
  synchronized void add(Changes changes, boolean commits) {
    failed += changes.failures();
    if (commits) {
      committed.add(changes);
    }
  }

  synchronized Facts facts() {
    return new Facts(
        statements,
        committed.definitions().writes(),
        committed.data().writes(),
        committed.unclear(),
        failed,
        unanswered,
        abandoned);
  }
}
