package dev.lockkeeper.plan;

import dev.lockkeeper.migration.Applied;
import dev.lockkeeper.migration.Migration;

/** How a file compares with what was applied. */
enum Comparison {
  SAME,
  /** Only comments, blanks or line ends differ. */
  REFORMATTED,
  CHANGED;

  /** Whether a migration runs again: it is repeatable, complete, and not what was applied. */
  static boolean isDue(Migration migration, Applied applied) {
    return migration.repeatable() && !applied.isPartial() && of(migration, applied) != SAME;
  }

  static Comparison of(Migration migration, Applied applied) {
    String recorded = applied.exactChecksum();
    if (recorded.isEmpty() || recorded.equals(migration.up().exactChecksum())) {
      return SAME;
    }
    if (migration.up().exactChecksum().isEmpty()) {
      return SAME;
    }
    return applied.canonicalChecksum().equals(migration.up().canonicalChecksum())
        ? REFORMATTED
        : CHANGED;
  }
}
