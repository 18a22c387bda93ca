package dev.lockkeeper.cli;

import dev.lockkeeper.cli.report.ToolText;
import dev.lockkeeper.guard.Knowledge;
import dev.lockkeeper.guard.capture.CapturedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a tool has sent, as the SQL of its migrations: a row in its history ends one. Immutable.
 *
 * @param knowledge which tables are the tool's own
 * @param pending the migrations in the order in which the tool runs them; none if it does not tell
 */
record CapturedPlan(Knowledge knowledge, List<String> pending) {

  /** The SQL of each migration; what belongs to none stands behind them. */
  List<ToolText.Script> scripts(List<CapturedStatement> statements, boolean values) {
    List<ToolText.Script> scripts = new ArrayList<>();
    List<String> current = new ArrayList<>();
    int finished = 0;
    for (CapturedStatement statement : statements) {
      if (endsMigration(statement)) {
        scripts.add(script(migration(finished++), current));
        current.clear();
      } else if (!isOwn(statement)) {
        current.add(text(statement, values));
      }
    }
    if (!current.isEmpty()) {
      scripts.add(script(Optional.empty(), current));
    }
    return scripts;
  }

  /** The migration that is under way behind these statements, if the tool has told its names. */
  Optional<String> underWay(List<CapturedStatement> statements) {
    return migration(Math.toIntExact(statements.stream().filter(this::endsMigration).count()));
  }

  private Optional<String> migration(int index) {
    return index < pending.size() ? Optional.of(pending.get(index)) : Optional.empty();
  }

  private boolean endsMigration(CapturedStatement statement) {
    return (statement.command().equals("INSERT") || statement.command().equals("UPDATE"))
        && statement.relations().stream().anyMatch(knowledge::isHistory);
  }

  private boolean isOwn(CapturedStatement statement) {
    return !statement.relations().isEmpty()
        && statement.relations().stream().allMatch(knowledge::isOwn);
  }

  private static ToolText.Script script(Optional<String> version, List<String> statements) {
    return new ToolText.Script(version, String.join("\n", statements));
  }

  private static String text(CapturedStatement statement, boolean values) {
    if (!values) {
      return statement.masked() + ";";
    }
    String parameters = statement.parameters();
    return statement.text() + (parameters.isEmpty() ? ";" : ";\n-- " + parameters);
  }
}
