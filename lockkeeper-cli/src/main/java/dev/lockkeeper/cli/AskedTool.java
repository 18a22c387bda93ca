package dev.lockkeeper.cli;

import dev.lockkeeper.cli.config.ToolSettings;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.foreign.Lineage;
import dev.lockkeeper.guard.Knowledge;
import dev.lockkeeper.guard.preset.Preset;
import dev.lockkeeper.guard.preset.ToolCommands;
import dev.lockkeeper.guarded.GuardRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The migration tool of a run, with what only its own commands can tell of its history. */
final class AskedTool {
  private final Preset preset;
  private final Optional<ToolCommands> commands;
  private final Questions questions;
  private final Consumer<String> log;
  private final Optional<String> table;

  /**
   * Asks the tool for its history table, unless the settings name it.
   *
   * @param commands empty if it cannot be asked
   * @param settings of the project's tool, which may be another one
   * @param log is told of what cannot be learned
   */
  AskedTool(
      Preset preset,
      Optional<ToolCommands> commands,
      Optional<ToolSettings> settings,
      Questions questions,
      Consumer<String> log) {
    this.preset = preset;
    this.commands = commands;
    this.questions = questions;
    this.log = log;
    this.table =
        settings
            .filter(given -> given.name().equals(preset.id()))
            .flatMap(ToolSettings::table)
            .or(() -> commands.flatMap(this::asked));
  }

  private Optional<String> asked(ToolCommands tool) {
    try {
      return tool.historyTable().flatMap(questions::ask);
    } catch (LockkeeperException e) {
      log.accept(
          "the usual history table is read, since the project does not tell: " + e.getMessage());
      return Optional.empty();
    }
  }

  /** What the project calls the tool's history table; empty for the usual name. */
  Optional<String> table() {
    return table;
  }

  /** What the lock and the record need to know of a run of it. */
  GuardRequest request(String action, List<String> words, String reason, boolean dangerous) {
    return new GuardRequest(action, words, preset.history(), table, lineage(), reason, dangerous);
  }

  private Lineage lineage() {
    return new AskedLineage(commands.flatMap(ToolCommands::lineage), questions::ask, log);
  }

  /** Which tables are the tool's own. */
  Knowledge knowledge() {
    List<String> own = preset.ownTables(table);
    return new Knowledge(own.stream().findFirst(), own);
  }
}
