package dev.lockkeeper.guard;

import java.util.List;
import java.util.Optional;

/**
 * What is known of the tool behind a program.
 *
 * @param history its history table, perhaps with a schema; empty if no tool is known
 * @param ownTables all tables of its own book-keeping, perhaps with schemas
 */
public record Knowledge(Optional<String> history, List<String> ownTables) {
  /** Nothing is known. */
  public static final Knowledge NONE = new Knowledge(Optional.empty(), List.of());

  public Knowledge {
    ownTables = List.copyOf(ownTables);
  }

  /** Whether a relation, as a statement names it, belongs to the tool itself. */
  public boolean isOwn(String relation) {
    return ownTables.stream().anyMatch(own -> bare(own).equals(bare(relation)));
  }

  /** Whether a relation, as a statement names it, is the tool's history. */
  public boolean isHistory(String relation) {
    return history.filter(own -> bare(own).equals(bare(relation))).isPresent();
  }

  /** The name without a schema and without quotes. */
  private static String bare(String relation) {
    boolean quoted = relation.endsWith("\"");
    int end = quoted ? relation.length() - 1 : relation.length();
    int start = relation.lastIndexOf(quoted ? '"' : '.', end - 1) + 1;
    return relation.substring(start, end);
  }
}
