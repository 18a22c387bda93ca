package dev.lockkeeper.cli.report;

import dev.lockkeeper.check.CheckedScript;
import dev.lockkeeper.check.Segment;
import dev.lockkeeper.migration.Applied;
import dev.lockkeeper.migration.Direction;
import dev.lockkeeper.migration.SqlBody;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.plan.Problem;
import dev.lockkeeper.plan.Step;
import dev.lockkeeper.sql.Statement;

/** Plans for people, and as a script that psql accepts. */
public final class PlanText {
  private PlanText() {}

  /** The steps of a plan. */
  public static void steps(Plan plan, Output output) {
    int number = 1;
    for (Step step : plan.steps()) {
      output.line(
          number++
              + ". "
              + step.direction().id()
              + " "
              + step.migration().title()
              + (step.migration().phase().id().equals("pre")
                  ? ""
                  : " (phase " + step.migration().phase().id() + ")")
              + about(step));
    }
    for (Problem problem : plan.problems()) {
      output.line(output.bad("refused") + ": " + problem.message());
      output.line("    " + problem.hint());
    }
    plan.findings().forEach(finding -> Texts.finding(finding, output));
    if (plan.steps().isEmpty() && plan.problems().isEmpty()) {
      output.line("Nothing to do.");
    }
    if (!plan.otherPhases().isEmpty()) {
      output.line(
          Texts.plural(plan.otherPhases().size(), "migration") + " of other phases pending.");
    }
  }

  private static String about(Step step) {
    if (!(step.body() instanceof SqlBody body)) {
      return "  " + step.body().file();
    }
    CheckedScript script = CheckedScript.of(body);
    return "  "
        + Texts.plural(script.statements().size(), "statement")
        + (script.isOneTransaction() ? "" : ", not in one transaction");
  }

  /** A script that psql accepts, without the ledger's rows. */
  public static void script(Plan plan, boolean showSecrets, Output output) {
    output.line(
        "-- What `lockkeeper " + plan.direction().id() + "` would send, without its ledger rows.");
    output.line(
        "-- If you run it by hand, record it: lockkeeper mark VERSION "
            + (plan.direction() == Direction.UP ? "--applied" : "--pending")
            + " --reason TEXT");
    output.line("\\set ON_ERROR_STOP on");
    for (Step step : plan.steps()) {
      output.line("");
      output.line(
          "-- "
              + step.direction().id()
              + " "
              + step.migration().title()
              + ": "
              + step.body().file());
      if (step.body() instanceof SqlBody body) {
        int done = step.progress().map(Applied.Progress::done).orElse(0);
        script(CheckedScript.of(body), done, showSecrets, output);
      } else {
        output.line("-- No SQL of Lockkeeper's: code sends its own statements.");
      }
    }
  }

  private static void script(CheckedScript script, int done, boolean showSecrets, Output output) {
    if (done > 0) {
      output.line("-- Statements 1 to " + done + " are applied already and left out here.");
    }
    if (!script.isPlain() && !showSecrets) {
      output.line("-- Variables stand by their names; --show-secrets puts their values in.");
    }
    for (Segment segment : script.segments()) {
      if (segment.last() <= done) {
        continue;
      }
      boolean together = segment.kind() == Segment.Kind.TRANSACTION;
      if (together) {
        output.line("BEGIN;");
      }
      for (Statement statement : segment.statements()) {
        String text = showSecrets ? statement.text() : script.shown(statement);
        output.line(text + ";");
        statement
            .copyData()
            .ifPresent(
                data ->
                    output.line(
                        data + (data.endsWith("\n") || data.isEmpty() ? "" : "\n") + "\\."));
      }
      if (together) {
        output.line("COMMIT;");
      }
    }
  }
}
