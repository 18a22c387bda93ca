package dev.lockkeeper.guard.record;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The locks that the open transaction of a session is known to hold. They are read behind each
 * statement; but where a text comes again and again, once for many of them. Not thread-safe.
 */
final class HeldLocks {
  private static final int MOST_POSTPONED = 500;
  private static final long LONGEST_POSTPONED = TimeUnit.MILLISECONDS.toNanos(100);

  private final Observer observer;
  private final Familiar familiar = new Familiar();
  private Set<Lock> known = Set.of();
  private long readAt = System.nanoTime();
  private boolean postponed;

  HeldLocks(Observer observer) {
    this.observer = observer;
  }

  Set<Lock> known() {
    return known;
  }

  /** Whether statements have come whose locks were not read yet. */
  boolean isPostponed() {
    return postponed;
  }

  /** Whether these may run before the locks are read that they or those before them have taken. */
  boolean mayPostpone(Collection<Sent> statements) {
    return statements.size() <= MOST_POSTPONED
        && System.nanoTime() - readAt < LONGEST_POSTPONED
        && familiar.areAll(statements);
  }

  /** The locks of the latest statements are read later, together with those of others. */
  void postpone() {
    postponed = true;
  }

  /**
   * Reads the locks, and gives those that are new to the statements since the last time. Which of
   * them has taken a new lock is known only if the server has answered them together.
   */
  void read(int pid, List<Execution> statements) {
    boolean isOneRound = !postponed;
    Optional<Set<Lock>> added = look(pid, statements);
    if (added.isPresent() && (isOneRound || added.get().isEmpty())) {
      statements.forEach(Execution::markExact);
    }
  }

  /**
   * Like {@link #read}, where one of the statements has freed locks: what those before it have
   * taken is gone, and what those behind it have taken may be what was held before.
   */
  void readAnew(int pid, List<Execution> statements) {
    familiar.clear();
    look(pid, statements);
  }

  /** What is new since the last time; empty if it cannot be told. */
  private Optional<Set<Lock>> look(int pid, List<Execution> statements) {
    postponed = false;
    readAt = System.nanoTime();
    Optional<Set<Lock>> now = observer.locks(pid);
    if (now.isEmpty()) {
      return now;
    }
    Set<Lock> added = new LinkedHashSet<>(now.get());
    added.removeAll(known);
    if (!statements.isEmpty()) {
      Attribution.give(added, statements);
    }
    familiar.add(statements.stream().map(Execution::sent).toList());
    known = now.get();
    return Optional.of(added);
  }

  /** A statement has failed. What the transaction had locked before its savepoint it still has. */
  void failed() {
    familiar.clear();
    postponed = false;
  }

  /** The transaction has ended. */
  void forget() {
    known = Set.of();
    familiar.clear();
    postponed = false;
  }
}
