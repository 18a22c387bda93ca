package dev.lockkeeper.cli.report;

import dev.lockkeeper.ledger.ReleaseRecord;
import dev.lockkeeper.release.gate.PlannedStep;
import dev.lockkeeper.release.gate.ReleaseReport;
import dev.lockkeeper.settings.DurationText;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Releases for people, as text and as Markdown. */
public final class ReleaseText {
  private static final int WIDTH = 10;

  private ReleaseText() {}

  /** How a release went, in a line. */
  public static void report(ReleaseReport report, Output output) {
    if (!report.note().isEmpty()) {
      output.line("Nothing to do: " + report.note() + ".");
    } else if (report.failure().isEmpty()) {
      output.line(report.release().map(ReleaseText::summary).orElse(""));
    }
  }

  private static String summary(ReleaseRecord release) {
    String took =
        release
            .finishedAt()
            .map(
                end ->
                    " in "
                        + DurationText.display(
                            Duration.between(release.startedAt(), end).toMillis()))
            .orElse("");
    if (release.identity().action().equals("rollback")) {
      return "Rolled back: "
          + release.facts().getOrDefault("before", "what served before")
          + " has all traffic"
          + took
          + ".";
    }
    return "Released "
        + release.identity().image()
        + " as "
        + release.facts().getOrDefault("revision", release.identity().id())
        + took
        + ".";
  }

  /** The steps that a release would take. */
  public static void steps(String service, List<PlannedStep> steps, Output output) {
    output.line("A release of " + service + " would:");
    int number = 1;
    for (PlannedStep step : steps) {
      output.line(
          "  " + Texts.pad(number++ + ".", 4) + Texts.pad(step.name().id(), WIDTH) + step.what());
    }
  }

  /** The latest releases of a service. */
  public static void status(String service, List<ReleaseRecord> releases, Output output) {
    if (releases.isEmpty()) {
      output.line("No release of " + service + " is on record here.");
    }
    for (ReleaseRecord release : releases) {
      output.line(
          Texts.pad(release.identity().id(), 14)
              + release.startedAt().truncatedTo(ChronoUnit.SECONDS)
              + "  "
              + Texts.pad(release.identity().action(), WIDTH)
              + Texts.pad(release.outcome(), 12)
              + release.identity().image()
              + "  by "
              + release.identity().actor());
      if (release.isOpen()) {
        last(release)
            .ifPresent(
                event ->
                    output.line(
                        "              at the step "
                            + event.step()
                            + (event.value().isEmpty() ? "" : ": " + event.value())));
      }
    }
  }

  private static Optional<ReleaseRecord.Event> last(ReleaseRecord release) {
    List<ReleaseRecord.Event> events =
        release.events().stream().filter(event -> !event.kind().equals("fact")).toList();
    return events.isEmpty() ? Optional.empty() : Optional.of(events.get(events.size() - 1));
  }

  /** How a release went, as a page in Markdown. */
  public static String markdown(ReleaseReport report) {
    StringBuilder page = new StringBuilder();
    page.append("## Release: ").append(report.outcome().id()).append("\n\n");
    page.append("Gate: **").append(report.isOpen() ? "open" : "closed").append("**\n\n");
    if (!report.note().isEmpty()) {
      page.append(cell(report.note())).append(".\n\n");
    }
    report
        .failure()
        .ifPresent(
            failure -> {
              page.append("| | |\n| --- | --- |\n");
              row(page, "error", String.valueOf(failure.getMessage()));
              failure.databaseState().ifPresent(state -> row(page, "state", state));
              failure.hint().ifPresent(hint -> row(page, "next", hint));
              page.append('\n');
            });
    report.release().ifPresent(release -> record(page, release));
    return page.toString();
  }

  private static void record(StringBuilder page, ReleaseRecord release) {
    page.append("| | |\n| --- | --- |\n");
    row(page, "release", release.identity().id());
    row(page, "service", release.identity().service() + " (" + release.environment() + ")");
    row(page, "image", release.identity().image());
    release.identity().commit().ifPresent(commit -> row(page, "commit", commit));
    row(page, "by", release.identity().actor());
    release.facts().forEach((name, value) -> row(page, name, value));
    page.append("\n| step | what | at |\n| --- | --- | --- |\n");
    for (ReleaseRecord.Event event : release.events()) {
      if (!event.kind().equals("fact")) {
        page.append("| ")
            .append(event.step())
            .append(" | ")
            .append(event.kind())
            .append(event.value().isEmpty() ? "" : ": " + cell(event.value()))
            .append(" | ")
            .append(event.at().truncatedTo(ChronoUnit.SECONDS))
            .append(" |\n");
      }
    }
  }

  private static void row(StringBuilder page, String name, String value) {
    if (!value.isEmpty()) {
      page.append("| ").append(name).append(" | ").append(cell(value)).append(" |\n");
    }
  }

  private static String cell(String text) {
    return text.replace("|", "\\|")
        .replace("\r", "")
        .replace("\n", "<br>")
        .replace("<script", "&lt;script");
  }
}
