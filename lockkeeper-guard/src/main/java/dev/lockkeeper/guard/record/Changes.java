package dev.lockkeeper.guard.record;

import dev.lockkeeper.sql.WriteKind;
import java.util.Set;
import java.util.TreeSet;

/** What statements have changed whose fate is not decided yet, or is. Not thread-safe. */
final class Changes {
  /** A program that changes more relations than these is named no further ones. */
  private static final int MOST_RELATIONS = 1_000;

  private final Kind definitions = new Kind();
  private final Kind data = new Kind();
  private long unclear;
  private long failures;
  private long failedReads;

  /** Statements of one kind. */
  static final class Kind {
    private long statements;
    private final Set<String> relations = new TreeSet<>();

    private void add(Sent sent) {
      statements++;
      if (relations.size() < MOST_RELATIONS) {
        relations.addAll(sent.effect().creates());
        relations.addAll(sent.effect().touches());
      }
    }

    private void add(Kind other) {
      statements += other.statements;
      if (relations.size() < MOST_RELATIONS) {
        relations.addAll(other.relations);
      }
    }

    private void clear() {
      statements = 0;
      relations.clear();
    }

    Facts.Writes writes() {
      return new Facts.Writes(statements, relations);
    }
  }

  /**
   * Takes a statement that has succeeded.
   *
   * @param hasRows whether it may have changed rows: the server says how many, and not none
   */
  void add(Sent sent, boolean hasRows) {
    switch (sent.writes()) {
      case DEFINITION -> definitions.add(sent);
      case DATA -> {
        if (hasRows) {
          data.add(sent);
        }
      }
      case UNKNOWN -> unclear++;
      case NONE -> {}
    }
  }

  void add(Changes other) {
    definitions.add(other.definitions);
    data.add(other.data);
    unclear += other.unclear;
    failures += other.failures;
    failedReads += other.failedReads;
  }

  /** Takes a statement that has failed. */
  void fail(WriteKind kind) {
    if (kind == WriteKind.NONE) {
      failedReads++;
    } else {
      failures++;
    }
  }

  void clear() {
    definitions.clear();
    data.clear();
    unclear = 0;
    failures = 0;
    failedReads = 0;
  }

  Kind definitions() {
    return definitions;
  }

  Kind data() {
    return data;
  }

  /** The relations of both kinds. */
  Set<String> relations() {
    Set<String> all = new TreeSet<>(definitions.relations);
    all.addAll(data.relations);
    return all;
  }

  long unclear() {
    return unclear;
  }

  /**
   * How many failures there were that matter: of statements that write, and of those that only read
   * if changes were lost with them.
   *
   * @param commits whether the changes last
   */
  long failures(boolean commits) {
    return failures + (!commits && statements() > 0 ? failedReads : 0);
  }

  /** How many statements have changed something, or may have. */
  long statements() {
    return definitions.statements + data.statements + unclear;
  }
}
