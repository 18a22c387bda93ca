package dev.lockkeeper.cli.report;

import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.ledger.RunRecord;
import dev.lockkeeper.migration.Version;
import dev.lockkeeper.settings.DurationText;
import dev.lockkeeper.sql.Script;
import dev.lockkeeper.sql.Statement;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs of the past, for people. */
public final class HistoryText {
  private HistoryText() {}

  /** The latest runs, a line each. */
  public static void runs(List<RunRecord> runs, Output output) {
    if (runs.isEmpty()) {
      output.line("No run is on record here.");
    }
    for (RunRecord run : runs) {
      long done = run.events().stream().filter(HistoryText::isChange).count();
      output.line(
          run.runId().substring(0, 8)
              + "  "
              + run.startedAt().truncatedTo(ChronoUnit.SECONDS)
              + "  "
              + Texts.pad(run.action(), 6)
              + "  "
              + Texts.pad(run.outcome(), 14)
              + "  "
              + Texts.plural(done, "change")
              + "  by "
              + run.actor()
              + run.releaseId().map(id -> "  release " + id).orElse("")
              + run.reason().map(reason -> "  reason: " + reason).orElse("")
              + run.command().map(command -> "  " + command).orElse(""));
    }
  }

  private static boolean isChange(RunRecord.EventRecord event) {
    return switch (event.kind()) {
      case "applied", "reverted", "marked-applied", "marked-pending", "adopted", "seeded" -> true;
      default -> false;
    };
  }

  /** One run with its statements. */
  public static void run(RunRecord run, Map<String, String> texts, Output output) {
    output.line("run          " + run.runId());
    run.releaseId().ifPresent(id -> output.line("release      " + id));
    output.line("action       " + run.action() + " on " + run.project() + "/" + run.environment());
    output.line(
        "by           " + run.actor() + " on " + run.host() + ", Lockkeeper " + run.toolVersion());
    run.image().ifPresent(image -> output.line("image        " + image));
    run.commit().ifPresent(commit -> output.line("commit       " + commit));
    run.secrets().forEach(secret -> output.line("secret       " + secret));
    output.line("started      " + run.startedAt());
    run.finishedAt()
        .ifPresent(
            end ->
                output.line(
                    "finished     "
                        + end
                        + " ("
                        + DurationText.display(Duration.between(run.startedAt(), end).toMillis())
                        + ")"));
    output.line("outcome      " + run.outcome());
    run.errorMessage().ifPresent(message -> output.line("error        " + message));
    run.reason().ifPresent(reason -> output.line("reason       " + reason));
    run.command().ifPresent(command -> output.line("command      " + command));
    run.facts().map(Json::object).ifPresent(facts -> facts(facts, output));
    for (RunRecord.EventRecord event : run.events()) {
      if (event.kind().startsWith("statement-")) {
        continue; // how far a migration had come meanwhile; the export has it
      }
      event(event, Optional.ofNullable(texts.get(event.checksum())), output);
    }
  }

  private static void facts(Map<String, Object> facts, Output output) {
    FactsText.line(facts, "before").ifPresent(line -> output.line("before       " + line));
    FactsText.line(facts, "after").ifPresent(line -> output.line("after        " + line));
  }

  private static void event(RunRecord.EventRecord event, Optional<String> text, Output output) {
    output.line("");
    output.line(
        event.kind()
            + " "
            + (event.version().isEmpty()
                ? event.name()
                : Version.read(event.version()).title(event.name()))
            + (event.checksum().isEmpty() && event.durationMillis() == 0
                ? ""
                : "  " + DurationText.display(event.durationMillis()))
            + event.message().map(message -> "  " + message).orElse(""));
    if (text.isEmpty() || !isChange(event)) {
      return;
    }
    int number = 0;
    for (Statement statement : statements(text.get())) {
      String time =
          number < event.statementMillis().size()
              ? DurationText.display(event.statementMillis().get(number))
              : "";
      long rows = number < event.statementRows().size() ? event.statementRows().get(number) : -1;
      number++;
      output.line(
          "  "
              + Texts.pad(number + ".", 4)
              + Texts.pad(time, 9)
              + statement.text().replace("\n", "\n             ")
              + (rows > 0 ? output.dim("  -- " + Texts.plural(rows, "row")) : ""));
    }
  }

  private static List<Statement> statements(String text) {
    try {
      return Script.parse(text).statements();
    } catch (LockkeeperException e) {
      return List.of();
    }
  }
}
