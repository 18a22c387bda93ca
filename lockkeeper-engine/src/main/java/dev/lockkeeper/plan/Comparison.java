package dev.lockkeeper.plan;

import dev.lockkeeper.migration.Applied;
import dev.lockkeeper.migration.Migration;

/** How a file compares with what was applied. */
enum Comparison {
  SAME,
  /** Only comments, blanks or line ends differ. */
  REFORMATTED,
  CHANGED;

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
