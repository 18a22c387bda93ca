package dev.lockkeeper.foreign;

import dev.lockkeeper.database.Session;
import dev.lockkeeper.failure.LockkeeperException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the histories of other tools in a database said at one moment. Two of them, from before and
 * after a tool ran, tell what it has applied and undone. Immutable.
 */
public final class ToolHistories {
  private final Map<ForeignTable, Map<String, ForeignMigration>> applied;
  private final Map<ForeignTable, String> unfinished;
  private final List<HeldRow> locks;

  private ToolHistories(
      Map<ForeignTable, Map<String, ForeignMigration>> applied,
      Map<ForeignTable, String> unfinished,
      List<HeldRow> locks) {
    this.applied = applied;
    this.unfinished = unfinished;
    this.locks = locks;
  }

  /**
   * A migration that is in a history, or is not any more.
   *
   * @param tool whose history
   * @param key the version or name by which the tool's commands know it
   * @param isApplied whether it is in the history now
   */
  public record Change(Tool tool, String key, boolean isApplied) {}

  /**
   * Reads every history that is recognised.
   *
   * @param tool whose history is in a table with a name of its own, if one is
   * @param table that table
   */
  public static ToolHistories read(Session session, Optional<Tool> tool, Optional<String> table) {
    Map<ForeignTable, Map<String, ForeignMigration>> applied = new LinkedHashMap<>();
    Map<ForeignTable, String> unfinished = new LinkedHashMap<>();
    for (ForeignTable each : Recognition.all(session, tool, table)) {
      Map<String, ForeignMigration> migrations = new LinkedHashMap<>();
      ForeignHistory.Reading reading = ForeignHistory.look(session, each);
      reading.applied().forEach(one -> migrations.put(one.version().toString(), one));
      applied.put(each, migrations);
      reading.unfinished().ifPresent(what -> unfinished.put(each, what));
    }
    return new ToolHistories(applied, unfinished, HeldRow.all(session, tool, table));
  }

  /** The rows by which tools say that they are at work. */
  public List<HeldRow> locks() {
    return locks;
  }

  /** The history tables. */
  public List<ForeignTable> tables() {
    return List.copyOf(applied.keySet());
  }

  /** What the histories of one tool call applied, in the words of its files and commands. */
  public List<String> keys(Optional<Tool> tool) {
    List<String> keys = new ArrayList<>();
    applied.forEach(
        (table, migrations) -> {
          if (tool.filter(table.tool()::equals).isPresent()) {
            keys.addAll(keys(table));
          }
        });
    return keys;
  }

  /**
   * What these histories have that earlier ones have not, and the other way round.
   *
   * @param lineage asked only where a history that names only the last migration has changed
   */
  public List<Change> since(ToolHistories earlier, Lineage lineage) {
    Set<ForeignTable> tables = new LinkedHashSet<>(earlier.applied.keySet());
    tables.addAll(applied.keySet());
    List<Change> changes = new ArrayList<>();
    for (ForeignTable table : tables) {
      List<String> before = earlier.keys(table);
      List<String> now = keys(table);
      if (table.tool().keepsHeadOnly() && !before.equals(now)) {
        before = lineage.upTo(before);
        now = lineage.upTo(now);
      }
      add(changes, table.tool(), reversed(without(before, now)), false);
      add(changes, table.tool(), without(now, before), true);
    }
    return changes;
  }

  private List<String> keys(ForeignTable table) {
    return applied.getOrDefault(table, Map.of()).values().stream().map(table.tool()::key).toList();
  }

  private static List<String> without(List<String> keys, List<String> others) {
    Set<String> left = new LinkedHashSet<>(keys);
    others.forEach(left::remove);
    return List.copyOf(left);
  }

  private static List<String> reversed(List<String> keys) {
    List<String> reversed = new ArrayList<>(keys);
    Collections.reverse(reversed);
    return reversed;
  }

  private static void add(List<Change> changes, Tool tool, List<String> keys, boolean isApplied) {
    keys.forEach(key -> changes.add(new Change(tool, key, isApplied)));
  }

  /** The failure if a history says that a migration has failed or not ended. */
  public Optional<LockkeeperException> failure() {
    return unfinished.entrySet().stream()
        .findFirst()
        .map(entry -> ForeignHistory.halfApplied(entry.getKey(), entry.getValue()));
  }
}
