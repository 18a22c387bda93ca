package dev.lockkeeper.run;

import dev.lockkeeper.ledger.Entry;
import java.util.ArrayList;
import java.util.List;

/** How the statements of one migration went. */
final class StatementLog {
  private final List<Long> millis = new ArrayList<>();
  private final List<Long> rows = new ArrayList<>();

  void add(long duration, long count) {
    millis.add(duration);
    rows.add(count);
  }

  /** Forgets the statements behind a number: they were rolled back. */
  void truncate(int size) {
    millis.subList(size, millis.size()).clear();
    rows.subList(size, rows.size()).clear();
  }

  int size() {
    return millis.size();
  }

  Entry.StatementTimes times(int count) {
    return new Entry.StatementTimes(count, millis, rows);
  }
}
