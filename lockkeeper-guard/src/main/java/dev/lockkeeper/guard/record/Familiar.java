package dev.lockkeeper.guard.record;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * The texts behind which the locks of the open transaction were read. The same text again most
 * likely takes the same locks, which the transaction has already; but another partition, or another
 * way through a function, may bring new ones. Not thread-safe.
 */
final class Familiar {
  private static final int MOST = 1_000;

  private final Set<String> texts = new HashSet<>();

  /** Whether none of them takes locks of another text, or frees any. */
  boolean areAll(Collection<Sent> statements) {
    return statements.stream().allMatch(this::contains);
  }

  private boolean contains(Sent statement) {
    if (statement.transaction().isPresent()) {
      return switch (statement.transaction().get().kind()) {
        case BEGIN, SAVEPOINT, RELEASE -> true;
        case COMMIT, ROLLBACK, ROLLBACK_TO -> false;
      };
    }
    return !statement.takesLocks() || texts.contains(statement.text());
  }

  void add(Collection<Sent> statements) {
    for (Sent each : statements) {
      if (texts.size() < MOST) {
        texts.add(each.text());
      }
    }
  }

  void clear() {
    texts.clear();
  }
}
