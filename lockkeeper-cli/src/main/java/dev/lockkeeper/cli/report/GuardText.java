package dev.lockkeeper.cli.report;

import dev.lockkeeper.GuardReport;
import dev.lockkeeper.failure.Outcome;
import dev.lockkeeper.run.RunReport;
import dev.lockkeeper.settings.DurationText;

/** What another program did under the lock, for people. */
public final class GuardText {
  private static final int SHORT_ID = 8;

  private GuardText() {}

  /** What there is to say below the migrations, which were told of when the program had ended. */
  public static void print(GuardReport report, Output output) {
    RunReport run = report.run();
    output.line(summary(run));
    if (report.statements() > 0) {
      output.note(
          Texts.plural(report.statements(), "statement")
              + " on record: `lockkeeper history "
              + run.runId().substring(0, SHORT_ID)
              + "`");
    }
  }

  private static String summary(RunReport run) {
    String time = " in " + DurationText.display(run.durationMillis()) + ".";
    if (run.action().equals("mark")) {
      return "Recorded " + Texts.plural(run.migrations().size(), "migration") + ".";
    }
    long applied = run.migrations().stream().filter(m -> m.outcome().equals("applied")).count();
    long undone = run.migrations().size() - applied;
    if (run.outcome() == Outcome.NOTHING_TO_DO) {
      return "Nothing to do: the database was not changed.";
    }
    if (applied > 0 && undone > 0) {
      return "Applied " + Texts.plural(applied, "migration") + ", undid " + undone + time;
    }
    if (undone > 0) {
      return "Undid " + Texts.plural(undone, "migration") + time;
    }
    return applied > 0
        ? "Applied " + Texts.plural(applied, "migration") + time
        : "The program ended well" + time;
  }
}
