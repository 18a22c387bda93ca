package dev.lockkeeper.guard.record;

import java.util.function.Predicate;

/** Adds up what all sessions do. Thread-safe. */
final class Tally {
  private final Predicate<String> isHistory;
  private final Changes committed = new Changes();
  private final Changes behindHistory = new Changes();
  private long statements;
  private long failed;
  private long unanswered;
  private long abandoned;
  private long lost;

  /**
   * @param isHistory whether a relation is the history of the tool at work
   */
  Tally(Predicate<String> isHistory) {
    this.isHistory = isHistory;
  }

  synchronized void recorded() {
    statements++;
  }

  synchronized void unanswered() {
    unanswered++;
  }

  /**
   * A session has ended in a transaction, in which so many statements may have changed something.
   */
  synchronized void abandoned(long changes) {
    abandoned++;
    lost += changes;
  }

  /** What the statements of a transaction have changed, which lasts only if they are committed. */
  synchronized void add(Changes changes, boolean commits) {
    failed += changes.failures(commits);
    if (commits) {
      committed.add(changes);
      behindHistory.add(changes);
      if (changes.data().writes().relations().stream().anyMatch(isHistory)) {
        behindHistory.clear();
      }
    }
  }

  synchronized Facts facts() {
    return new Facts(
        statements,
        committed.definitions().writes(),
        committed.data().writes(),
        committed.unclear(),
        new Facts.Writes(
            behindHistory.definitions().writes().statements()
                + behindHistory.data().writes().statements(),
            behindHistory.relations()),
        failed,
        unanswered,
        abandoned,
        lost);
  }
}
