package dev.lockkeeper.cli;

import dev.lockkeeper.Lockkeeper;
import dev.lockkeeper.cli.report.HistoryDocuments;
import dev.lockkeeper.cli.report.HistoryText;
import dev.lockkeeper.cli.report.Output;
import dev.lockkeeper.cli.report.StatementsText;
import dev.lockkeeper.ledger.RunRecord;
import dev.lockkeeper.ledger.StatementRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "history",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Shows runs, or one run with its statements. Changes nothing.")
final class HistoryCommand implements Callable<Integer> {
  private static final int LATEST = 50;

  private final Invocation invocation;

  @Parameters(arity = "0..1", paramLabel = "RUN", description = "the beginning of a run's id")
  @Nullable String run;

  @Option(names = "--export", description = "every run with the text it applied, as JSON")
  boolean export;

  HistoryCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    return invocation.withDatabase(
        place -> {
          Lockkeeper lockkeeper = place.lockkeeper(null);
          List<RunRecord> runs =
              run == null
                  ? lockkeeper.history(export ? Integer.MAX_VALUE : LATEST)
                  : List.of(lockkeeper.run(run));
          print(lockkeeper, runs);
          return 0;
        });
  }

  private void print(Lockkeeper lockkeeper, List<RunRecord> runs) {
    Output output = invocation.output();
    if (export || (output.form().json() && run != null)) {
      output.document(
          HistoryDocuments.export(runs, texts(lockkeeper, runs), statements(lockkeeper, runs)));
    } else if (output.form().json()) {
      output.document(HistoryDocuments.history(runs));
    } else if (run != null) {
      HistoryText.run(runs.get(0), texts(lockkeeper, runs), output);
      StatementsText.print(lockkeeper.statements(runs.get(0).runId()), output);
    } else {
      HistoryText.runs(runs, output);
    }
  }

  /** What other programs sent, by run. */
  private static Map<String, List<StatementRecord>> statements(
      Lockkeeper lockkeeper, List<RunRecord> runs) {
    Map<String, List<StatementRecord>> statements = new HashMap<>();
    for (RunRecord record : runs) {
      if (record.command().isPresent()) {
        statements.put(record.runId(), lockkeeper.statements(record.runId()));
      }
    }
    return statements;
  }

  private static Map<String, String> texts(Lockkeeper lockkeeper, List<RunRecord> runs) {
    Map<String, String> texts = new HashMap<>();
    for (RunRecord record : runs) {
      for (RunRecord.EventRecord event : record.events()) {
        if (!texts.containsKey(event.checksum())) {
          String text = lockkeeper.appliedText(event.checksum());
          if (!text.isEmpty()) {
            texts.put(event.checksum(), text);
          }
        }
      }
    }
    return texts;
  }
}
