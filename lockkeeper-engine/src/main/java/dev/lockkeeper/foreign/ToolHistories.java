package dev.lockkeeper.foreign;

import dev.lockkeeper.database.Session;
import dev.lockkeeper.failure.LockkeeperException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the histories of other tools in a database said at one moment. Two of them, from before and
 * after a tool ran, tell what it has applied and undone. Immutable.
 */
public final class ToolHistories {
  private final Map<ForeignTable, Map<String, ForeignMigration>> applied;
  private final Map<ForeignTable, String> unfinished;

  private ToolHistories(
      Map<ForeignTable, Map<String, ForeignMigration>> applied,
      Map<ForeignTable, String> unfinished) {
    this.applied = applied;
    this.unfinished = unfinished;
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
    return new ToolHistories(applied, unfinished);
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
            migrations.values().forEach(one -> keys.add(table.tool().key(one)));
          }
        });
    return keys;
  }

  /** What these histories have that earlier ones have not, and the other way round. */
  public List<Change> since(ToolHistories earlier) {
    List<Change> changes = new ArrayList<>();
    earlier.applied.forEach(
        (table, migrations) -> {
          if (!table.tool().keepsHeadOnly()) {
            Map<String, ForeignMigration> now = applied.getOrDefault(table, Map.of());
            migrations.values().stream()
                .filter(one -> !now.containsKey(one.version().toString()))
                .forEach(one -> changes.add(change(table, one, false)));
          }
        });
    applied.forEach(
        (table, migrations) -> {
          Map<String, ForeignMigration> before = earlier.applied.getOrDefault(table, Map.of());
          migrations.values().stream()
              .filter(one -> !before.containsKey(one.version().toString()))
              .forEach(one -> changes.add(change(table, one, true)));
        });
    return changes;
  }

  private static Change change(ForeignTable table, ForeignMigration one, boolean isApplied) {
    return new Change(table.tool(), table.tool().key(one), isApplied);
  }

  /** The failure if a history says that a migration has failed or not ended. */
  public Optional<LockkeeperException> failure() {
    return unfinished.entrySet().stream()
        .findFirst()
        .map(entry -> ForeignHistory.halfApplied(entry.getKey(), entry.getValue()));
  }
}
