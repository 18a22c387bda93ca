package dev.lockkeeper.guard.capture;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The statements so far, less those that the client has undone itself. Thread-safe. */
final class Draft {
  private static final int MOST_STATEMENTS = 20_000;
  private static final long MOST_CHARACTERS = 32 << 20;
  private static final int MOST_SAVEPOINTS = 10_000;

  private final List<CapturedStatement> statements = new ArrayList<>();
  private final Deque<Mark> marks = new ArrayDeque<>();
  private long characters;

  private record Mark(String savepoint, int size) {}

  /**
   * Adds a statement.
   *
   * @return false if there are too many
   */
  synchronized boolean add(CapturedStatement statement) {
    characters += statement.size();
    statements.add(statement);
    return statements.size() <= MOST_STATEMENTS && characters <= MOST_CHARACTERS;
  }

  /** A savepoint is set. */
  synchronized void mark(String savepoint) {
    if (marks.size() < MOST_SAVEPOINTS) {
      marks.push(new Mark(savepoint, statements.size()));
    }
  }

  /** A savepoint, and all behind it, is forgotten. */
  synchronized void release(String savepoint) {
    if (isMarked(savepoint)) {
      while (!marks.pop().savepoint().equals(savepoint)) {}
    }
  }

  /** All behind a savepoint is undone; the savepoint stays. */
  synchronized void backTo(String savepoint) {
    if (isMarked(savepoint)) {
      while (!marks.element().savepoint().equals(savepoint)) {
        marks.pop();
      }
      statements.subList(marks.element().size(), statements.size()).clear();
    }
  }

  private boolean isMarked(String savepoint) {
    return marks.stream().anyMatch(mark -> mark.savepoint().equals(savepoint));
  }

  synchronized List<CapturedStatement> statements() {
    return List.copyOf(statements);
  }
}
