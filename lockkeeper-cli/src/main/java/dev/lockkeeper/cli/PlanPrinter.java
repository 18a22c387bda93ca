package dev.lockkeeper.cli;

import dev.lockkeeper.cli.report.JsonDocuments;
import dev.lockkeeper.cli.report.Output;
import dev.lockkeeper.cli.report.PlanText;
import dev.lockkeeper.plan.Plan;

/** Prints plans and gives the exit code: that of the first problem, if there is one. */
final class PlanPrinter {
  private final Invocation invocation;

  PlanPrinter(Invocation invocation) {
    this.invocation = invocation;
  }

  int print(Plan plan, boolean sql, boolean showSecrets) {
    Output output = invocation.output();
    if (output.form().json()) {
      output.document(JsonDocuments.plan(plan, showSecrets));
    } else if (sql) {
      plan.requireNoProblem();
      PlanText.script(plan, showSecrets, output);
    } else {
      PlanText.steps(plan, output);
    }
    return plan.problems().isEmpty() ? 0 : plan.problems().get(0).code().outcome().exitCode();
  }
}
