package dev.lockkeeper.cli;

import dev.lockkeeper.GuardReport;
import dev.lockkeeper.cli.report.GuardText;
import dev.lockkeeper.cli.report.JsonDocuments;
import dev.lockkeeper.cli.report.Output;
import dev.lockkeeper.cli.report.Texts;
import dev.lockkeeper.cli.report.ToolDocuments;
import dev.lockkeeper.run.RunReport;

/** Prints what a run did and gives the exit code. */
final class Reports {
  private Reports() {}

  static int guarded(Output output, GuardReport report) {
    if (output.form().json()) {
      output.document(ToolDocuments.guarded(report));
    } else {
      GuardText.print(report, output);
    }
    return report.run().outcome().exitCode();
  }

  static int run(Output output, RunReport report) {
    if (output.form().json()) {
      output.document(JsonDocuments.run(report));
    } else {
      Texts.run(report, output);
    }
    return report.outcome().exitCode();
  }
}
