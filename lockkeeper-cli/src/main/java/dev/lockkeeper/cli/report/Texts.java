package dev.lockkeeper.cli.report;

import dev.lockkeeper.migration.SourceFolder;
import dev.lockkeeper.migration.State;
import dev.lockkeeper.plan.Finding;
import dev.lockkeeper.plan.MigrationStatus;
import dev.lockkeeper.plan.Overview;
import dev.lockkeeper.run.RunReport;
import dev.lockkeeper.run.Verification;
import dev.lockkeeper.settings.DurationText;
import dev.lockkeeper.settings.FolderLayout;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Reports for people. */
public final class Texts {
  private Texts() {}

  /** What a run did, below the lines that it printed meanwhile. */
  public static void run(RunReport report, Output output) {
    if (!output.form().quiet()) {
      report.findings().stream()
          .filter(finding -> finding.severity() == Finding.Severity.INFO)
          .forEach(finding -> output.note("note: " + finding.message()));
    }
    output.line(summary(report));
    if (!report.otherPhases().isEmpty()) {
      output.line(
          plural(report.otherPhases().size(), "migration")
              + " of other phases pending: "
              + String.join(", ", shortened(report.otherPhases()))
              + " (`--phase post`, `background` or `all`)");
    }
  }

  private static String summary(RunReport report) {
    int count = report.migrations().size();
    String time = " in " + DurationText.display(report.durationMillis());
    boolean undone =
        count > 0 && report.migrations().stream().allMatch(m -> m.outcome().equals("reverted"));
    return switch (undone ? "down" : report.action()) {
      case "up", "resume" ->
          count == 0
              ? "Nothing to do: everything is applied."
              : "Applied "
                  + plural(count, "migration")
                  + " as batch "
                  + report.batch()
                  + time
                  + ".";
      case "down" ->
          count == 0
              ? "Nothing to do: nothing is applied."
              : "Undid " + plural(count, "migration") + time + ".";
      case "mark" -> "Recorded " + plural(count, "migration") + ".";
      default -> "Ran " + plural(count, "script") + time + ".";
    };
  }

  private static List<String> shortened(List<String> titles) {
    return titles.size() <= 5 ? titles : titles.subList(0, 5);
  }

  static String plural(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  /** Where every migration stands. */
  public static void status(List<MigrationStatus> all, Overview overview, Output output) {
    int width = all.stream().mapToInt(s -> s.name().length()).max().orElse(0);
    int digits = all.stream().mapToInt(s -> s.version().toString().length()).max().orElse(0);
    for (MigrationStatus status : all) {
      output.line(row(status, digits, width, output));
    }
    for (SourceFolder folder : overview.folders()) {
      if (!folder.layout().equals(FolderLayout.LOCKKEEPER.id())) {
        output.line(folder.display() + " is read in the layout " + folder.layout() + ".");
      }
    }
    if (!overview.ledgerExists()) {
      output.line("The database has no ledger: nothing was ever applied here.");
    }
    StringBuilder summary = new StringBuilder();
    for (State state : State.values()) {
      long count = all.stream().filter(s -> s.state() == state).count();
      if (count > 0 || state == State.APPLIED || state == State.PENDING) {
        summary
            .append(summary.length() == 0 ? "" : ", ")
            .append(count)
            .append(' ')
            .append(state.id());
      }
    }
    output.line(summary.toString());
  }

  private static String row(MigrationStatus status, int digits, int width, Output output) {
    String state =
        switch (status.state()) {
          case APPLIED, MARKED, ADOPTED -> output.good(pad(status.state().id(), 8));
          case PENDING -> pad(status.state().id(), 8);
          case FAILED, MISSING, CHANGED -> output.bad(pad(status.state().id(), 8));
        };
    String when =
        status
            .applied()
            .map(
                applied ->
                    applied
                            .origin()
                            .map(origin -> "from " + origin.source())
                            .orElse("batch " + applied.batch())
                        + "  "
                        + applied
                            .appliedAt()
                            .map(at -> at.truncatedTo(ChronoUnit.SECONDS).toString())
                            .orElse("at an unknown time")
                        + (applied.durationMillis() == 0 && applied.origin().isPresent()
                            ? ""
                            : "  " + DurationText.display(applied.durationMillis())))
            .orElse("");
    String phase = status.phase().id().equals("pre") ? "" : "  phase " + status.phase().id();
    String notes =
        (status.reformatted() ? "  reformatted" : "")
            + (status.reversible() || status.state() == State.MISSING ? "" : "  no way back");
    return ("  "
            + state
            + "  "
            + pad(status.version().toString(), digits)
            + "  "
            + pad(status.name(), width)
            + "  "
            + output.dim(when)
            + phase
            + notes)
        .stripTrailing();
  }

  /** What {@code verify} found. */
  public static void verification(Verification verification, Output output) {
    verification.findings().forEach(finding -> finding(finding, output));
    output.line(
        verification.isClean()
            ? "Verified "
                + plural(verification.checked(), "applied migration")
                + ": files, ledger, catalog and invariants agree."
            : plural(
                    verification.findings().stream()
                        .filter(f -> f.severity() != Finding.Severity.INFO)
                        .count(),
                    "problem")
                + " found.");
  }

  /** A finding. */
  public static void finding(Finding finding, Output output) {
    String label = finding.severity().id();
    output.line(
        (finding.severity() == Finding.Severity.INFO ? output.dim(label) : output.bad(label))
            + " "
            + finding.rule()
            + ": "
            + finding.message());
    finding.fix().ifPresent(fix -> output.line("    " + fix));
  }

  static String pad(String text, int width) {
    return width > text.length() ? text + " ".repeat(width - text.length()) : text;
  }
}
