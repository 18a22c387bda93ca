package dev.lockkeeper.cli.report;

import dev.lockkeeper.ledger.StatementRecord;
import dev.lockkeeper.settings.DurationText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What another program sent to the server, for people. */
public final class StatementsText {
  private StatementsText() {}

  /** Every statement with its time, and below it what is worth knowing. */
  public static void print(List<StatementRecord> statements, Output output) {
    if (statements.isEmpty()) {
      return;
    }
    boolean several = statements.stream().mapToInt(StatementRecord::session).max().orElse(1) > 1;
    output.line("");
    for (StatementRecord one : statements) {
      output.line(
          "  "
              + Texts.pad(one.number() + ".", 5)
              + (several ? Texts.pad("#" + one.session(), 4) : "")
              + Texts.pad(time(one.duration()), 9)
              + one.text().strip().replace("\n", "\n" + " ".repeat(several ? 20 : 16))
              + one.rows()
                  .filter(rows -> rows > 0)
                  .map(rows -> output.dim("  -- " + Texts.plural(rows, "row")))
                  .orElse(""));
      for (String note : notes(one)) {
        output.line(" ".repeat(several ? 20 : 16) + output.dim("-- " + note));
      }
    }
  }

  private static List<String> notes(StatementRecord one) {
    List<String> notes = new ArrayList<>();
    one.sqlState()
        .ifPresent(state -> notes.add("failed: " + state + " " + one.message().orElse("")));
    if (!one.locks().isEmpty()) {
      notes.add(String.join(", ", one.locks()) + (one.sampled() ? " (sampled)" : ""));
    }
    if (one.waiters() > 0) {
      notes.add(
          Texts.plural(one.waiters(), "session")
              + " waited for it, the longest "
              + time(one.longestWait()));
    }
    return notes;
  }

  private static String time(Duration duration) {
    return DurationText.display(duration.toMillis());
  }
}
