package dev.lockkeeper.cli.report;

import dev.lockkeeper.GuardReport;
import dev.lockkeeper.failure.Outcome;
import dev.lockkeeper.foreign.ForeignTable;
import dev.lockkeeper.guard.preset.Preset;
import dev.lockkeeper.guard.preset.ToolMigration;
import dev.lockkeeper.migration.State;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The JSON documents about other programs; {@code docs/json.md} describes them. */
public final class ToolDocuments {
  private ToolDocuments() {}

  /** What another program did under the lock. */
  public static Map<String, Object> guarded(GuardReport report) {
    Map<String, Object> document = JsonDocuments.run(report.run());
    document.put("statements", report.statements());
    document.put("histories", JsonDocuments.list(report.histories(), ToolDocuments::history));
    return document;
  }

  private static Map<String, Object> history(ForeignTable table) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("tool", table.tool().id());
    row.put("table", table.display());
    return row;
  }

  /** Where every migration of another tool stands. */
  public static Map<String, Object> status(
      Preset preset, List<ToolMigration> known, Outcome outcome) {
    long applied = known.stream().filter(ToolMigration::applied).count();
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put(State.APPLIED.id(), applied);
    summary.put(State.PENDING.id(), known.size() - applied);
    for (State state : List.of(State.FAILED, State.MISSING, State.CHANGED)) {
      summary.put(state.id(), 0);
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("outcome", outcome.id());
    document.put("tool", preset.id());
    document.put("migrations", JsonDocuments.list(known, ToolDocuments::migration));
    document.put("summary", summary);
    return document;
  }

  private static Map<String, Object> migration(ToolMigration one) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("version", one.version());
    row.put("state", (one.applied() ? State.APPLIED : State.PENDING).id());
    return row;
  }

  /** A command of another tool that had nothing to do. */
  public static Map<String, Object> nothingToDo(Preset preset, String action) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("action", action);
    document.put("outcome", Outcome.NOTHING_TO_DO.id());
    document.put("tool", preset.id());
    document.put("migrations", List.of());
    return document;
  }

  /** What another tool would send. */
  public static Map<String, Object> plan(List<ToolText.Script> scripts) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("outcome", Outcome.SUCCEEDED.id());
    document.put("steps", JsonDocuments.list(scripts, ToolDocuments::step));
    return document;
  }

  private static Map<String, Object> step(ToolText.Script script) {
    Map<String, Object> row = new LinkedHashMap<>();
    JsonDocuments.put(row, "version", script.version().orElse(null));
    row.put("direction", "up");
    JsonDocuments.put(row, "sql", script.sql().isEmpty() ? null : script.sql());
    return row;
  }
}
