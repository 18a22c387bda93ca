package dev.lockkeeper.check;

import dev.lockkeeper.migration.SqlBody;
import dev.lockkeeper.plan.Finding;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.plan.Step;
import dev.lockkeeper.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds the statements of a way back that destroy data, so that nobody is surprised by them. */
public final class Destruction {
  private static final Pattern DROPS_COLUMN =
      Pattern.compile(
          "\\bDROP\\s+(COLUMN\\b|(?!CONSTRAINT|DEFAULT|NOT|EXPRESSION|IDENTITY)\\w)",
          Pattern.CASE_INSENSITIVE);

  private Destruction() {}

  /** The same plan with a finding for each statement that destroys data. */
  public static Plan reported(Plan plan) {
    List<Finding> findings = new ArrayList<>(plan.findings());
    for (Step step : plan.steps()) {
      if (step.body() instanceof SqlBody body) {
        CheckedScript script = CheckedScript.of(body);
        for (Statement statement : script.statements()) {
          if (destroys(statement)) {
            findings.add(finding(step, script, statement));
          }
        }
      }
    }
    return new Plan(
        plan.direction(),
        plan.steps(),
        plan.problems(),
        findings,
        plan.otherPhases(),
        plan.batch());
  }

  private static boolean destroys(Statement statement) {
    return switch (statement.type().command()) {
      case "DROP TABLE", "DROP SCHEMA", "DROP SEQUENCE", "DROP OWNED", "TRUNCATE", "DELETE" -> true;
      case "ALTER TABLE" -> DROPS_COLUMN.matcher(statement.text()).find();
      default -> false;
    };
  }

  private static Finding finding(Step step, CheckedScript script, Statement statement) {
    String text = script.shown(statement);
    String oneLine = text.replaceAll("\\s+", " ");
    return new Finding(
        "LK903",
        Finding.Severity.WARNING,
        "undoing "
            + step.migration().title()
            + " destroys data: "
            + (oneLine.length() > 100 ? oneLine.substring(0, 100) + " …" : oneLine),
        Optional.of(script.place(statement, 0)),
        Optional.of(text),
        Optional.empty());
  }
}
