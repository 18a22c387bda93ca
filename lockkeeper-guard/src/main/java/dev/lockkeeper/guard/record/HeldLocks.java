package dev.lockkeeper.guard.record;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The locks that the open transaction of a session is known to hold. Not thread-safe. */
final class HeldLocks {
  private final Observer observer;
  private Set<Lock> known = Set.of();

  HeldLocks(Observer observer) {
    this.observer = observer;
  }

  Set<Lock> known() {
    return known;
  }

  /** Reads the locks, and gives those that are new to the statements since the last time. */
  void read(int pid, List<Execution> statements) {
    Optional<Set<Lock>> now = observer.locks(pid);
    if (now.isPresent()) {
      Set<Lock> added = new LinkedHashSet<>(now.get());
      added.removeAll(known);
      if (!statements.isEmpty()) {
        Attribution.give(added, statements);
      }
      statements.forEach(Execution::markExact);
      known = now.get();
    }
  }

  /** The transaction has ended. */
  void forget() {
    known = Set.of();
  }
}
