package dev.lockkeeper.cli.report;

import dev.lockkeeper.foreign.AdoptedMigration;
import dev.lockkeeper.foreign.AdoptionPlan;
import dev.lockkeeper.foreign.ForeignTable;
import java.time.temporal.ChronoUnit;

/** What {@code adopt} takes over, for people. */
public final class AdoptText {
  private AdoptText() {}

  /**
   * Prints the migrations and a summary.
   *
   * @param done whether it is in the ledger now
   */
  public static void print(AdoptionPlan plan, boolean done, Output output) {
    if (!output.form().quiet()) {
      plan.migrations().forEach(one -> output.line(row(one, done, output)));
    }
    output.line(
        plan.migrations().isEmpty()
            ? nothing(plan)
            : (done ? "Adopted " : "Would adopt ") + what(plan));
  }

  private static String nothing(AdoptionPlan plan) {
    return "Nothing to adopt: "
        + (plan.present() == 0
            ? plan.table().map(ForeignTable::display).orElse("the folder") + " is empty."
            : "the ledger has all of it already.");
  }

  private static String what(AdoptionPlan plan) {
    return Texts.plural(plan.migrations().size(), "migration")
        + plan.table()
            .map(from -> " of " + from.tool().title() + " from " + from.display())
            .orElse(" as the baseline")
        + (plan.present() == 0 ? "" : "; " + plan.present() + " were in the ledger already")
        + ".";
  }

  private static String row(AdoptedMigration one, boolean done, Output output) {
    return "  "
        + (done ? output.good("✓") + " " : "")
        + one.version()
        + (one.name().isEmpty() ? "" : " " + one.name())
        + output.dim(
            one.appliedAt().map(at -> "  applied " + at.truncatedTo(ChronoUnit.SECONDS)).orElse("")
                + one.appliedBy().map(by -> " by " + by).orElse("")
                + (one.isOpaque() ? "  checksum not compared" : "")
                + (one.file().isPresent() ? "" : "  no file in this project"));
  }
}
