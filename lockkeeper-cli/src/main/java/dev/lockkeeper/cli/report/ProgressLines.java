package dev.lockkeeper.cli.report;

import dev.lockkeeper.migration.Direction;
import dev.lockkeeper.run.MigrationResult;
import dev.lockkeeper.run.RunEvent;
import dev.lockkeeper.run.RunListener;
import dev.lockkeeper.run.RunLock;
import dev.lockkeeper.run.RunReport;
import dev.lockkeeper.settings.DurationText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Shows a run while it goes on: a line for each migration, and on a terminal a line that moves. */
public final class ProgressLines implements RunListener {
  private final Output output;
  private final Spinner spinner;
  private @Nullable RunReport report;

  /** Shows runs on an output. */
  public ProgressLines(Output output) {
    this.output = output;
    this.spinner = new Spinner(output);
  }

  /** The report of the run, once it has ended. */
  public synchronized Optional<RunReport> report() {
    return Optional.ofNullable(report);
  }

  @Override
  public synchronized void on(RunEvent event) {
    if (event instanceof RunEvent.Finished finished) {
      spinner.stop();
      report = finished.report();
      if (finished.report().failure().isEmpty()) {
        output.ended(finished.report());
      }
    } else if (event instanceof RunEvent.Started started) {
      output.begun(started);
    } else if (event instanceof RunEvent.MigrationStarted started) {
      spinner.show(
          (started.direction() == Direction.UP ? "applying " : "undoing ")
              + started.title()
              + " ("
              + started.number()
              + " of "
              + started.of()
              + ")");
    } else if (event instanceof RunEvent.MigrationFinished finished) {
      spinner.clear();
      finished(finished.result());
    } else if (event instanceof RunEvent.MigrationFound found) {
      spinner.clear();
      done(
          found.result(),
          found.result().outcome().equals("applied") ? "" : found.result().outcome());
    } else {
      spinner.clear();
      aside(event);
    }
  }

  private void finished(MigrationResult result) {
    done(
        result,
        (result.outcome().equals("applied") ? "" : result.outcome() + ", ")
            + (result.statements() > 0 ? Texts.plural(result.statements(), "statement") + ", " : "")
            + DurationText.display(result.durationMillis()));
  }

  private void done(MigrationResult result, String details) {
    if (output.form().quiet()) {
      return;
    }
    String line =
        "  "
            + output.good("✓")
            + " "
            + (result.version() + " " + result.name()).strip()
            + (details.isEmpty() ? "" : output.dim("  " + details));
    if (output.form().log().isStructured()) {
      output.entry(LogSeverity.INFO, line, Optional.of(result.version()), fields(result));
    } else if (output.form().json()) {
      output.note(line);
    } else {
      output.line(line);
    }
  }

  private static Map<String, Object> fields(MigrationResult result) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", result.name());
    fields.put("outcome", result.outcome());
    fields.put("durationMs", result.durationMillis());
    fields.put("statements", result.statements());
    return fields;
  }

  private void aside(RunEvent event) {
    if (event instanceof RunEvent.WaitingForLock waiting) {
      output.note(
          LogSeverity.ofWait(waiting.waited()),
          "waiting for another run: "
              + waiting.holder().map(RunLock::describe).orElse("it has just ended")
              + "; "
              + DurationText.display(waiting.waited().toMillis())
              + " of at most "
              + DurationText.display(waiting.limit().toMillis()));
    } else if (event instanceof RunEvent.Retrying retry) {
      output.note(
          LogSeverity.NOTICE,
          "  "
              + retry.title()
              + ": "
              + retry.why()
              + "; rolled back, try "
              + (retry.attempt() + 1)
              + " in "
              + DurationText.display(retry.pause().toMillis()));
    } else if (event instanceof RunEvent.Notice notice) {
      output.note("  " + notice.title() + ": " + notice.text());
    } else if (event instanceof RunEvent.Progress progress) {
      if (!spinner.detail(progress.text())) {
        output.note("  " + progress.title() + ": " + progress.text());
      }
    } else if (event instanceof RunEvent.Facts facts && output.form().verbose()) {
      output.note("the database " + facts.moment() + ": " + FactsText.line(facts.json()));
    } else if (event instanceof RunEvent.FolderRead read && output.form().verbose()) {
      output.note(read.folder().display() + " is read in the layout " + read.folder().layout());
    } else if (event instanceof RunEvent.StatementFinished statement && output.form().verbose()) {
      output.note(
          LogSeverity.DEBUG,
          "    "
              + statement.number()
              + "/"
              + statement.of()
              + " "
              + statement.command()
              + "  "
              + DurationText.display(statement.millis())
              + (statement.rows() > 0 ? ", " + statement.rows() + " rows" : ""));
    }
  }
}
