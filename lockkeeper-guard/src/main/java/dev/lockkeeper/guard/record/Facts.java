package dev.lockkeeper.guard.record;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the statements of a run amount to. Immutable.
 *
 * @param statements how many were recorded
 * @param definitions those that define something and were committed
 * @param data those that have changed rows and were committed
 * @param unclear how many were committed whose text does not tell what they do, such as DO, CALL
 *     and functions
 * @param behindHistory what was committed behind the latest transaction that changed the tool's
 *     history; all that was committed where none did
 * @param failed how many failed that write, or that undid changes by failing; those do not count
 *     that a rollback to a savepoint has undone
 * @param unanswered how many were under way when their session ended, so that their fate is not
 *     known
 * @param abandoned how many transactions were open when their session ended, and so rolled back
 * @param lost how many statements had changed something in those transactions, or may have
 */
public record Facts(
    long statements,
    Writes definitions,
    Writes data,
    long unclear,
    Writes behindHistory,
    long failed,
    long unanswered,
    long abandoned,
    long lost) {

  /**
   * Statements of one kind.
   *
   * @param statements how many
   * @param relations the relations that their text names, as far as it does; of very many only some
   */
  public record Writes(long statements, SortedSet<String> relations) {
    /** Copies the names. */
    public Writes {
      relations = Collections.unmodifiableSortedSet(new TreeSet<>(relations));
    }

    Writes(long statements, Collection<String> relations) {
      this(statements, new TreeSet<>(relations));
    }
  }
}
