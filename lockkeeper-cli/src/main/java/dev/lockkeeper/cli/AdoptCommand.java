package dev.lockkeeper.cli;

import dev.lockkeeper.AdoptReport;
import dev.lockkeeper.cli.report.AdoptText;
import dev.lockkeeper.cli.report.JsonDocuments;
import dev.lockkeeper.cli.report.Output;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.foreign.AdoptRequest;
import dev.lockkeeper.foreign.AdoptionPlan;
import dev.lockkeeper.foreign.Tool;
import dev.lockkeeper.run.RunReport;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "adopt",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Takes over the history of another migration tool, or a database that no tool kept.",
      "Runs no migration, and leaves the tables of the other tool as they are."
    })
final class AdoptCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Option(names = "--from", paramLabel = "TOOL", description = "the tool; recognised if left out")
  @Nullable String from;

  @Option(
      names = "--table",
      paramLabel = "TABLE",
      description = "with --from: its history table, if it has a name of its own")
  @Nullable String table;

  @Option(
      names = "--baseline",
      paramLabel = "V",
      description = "no tool: every file up to V is in the database")
  @Nullable String baseline;

  @Option(names = "--dry-run", description = "show what would be taken over and change nothing")
  boolean dryRun;

  @Option(
      names = "--confirm",
      paramLabel = "ENV",
      description = "confirms it where `protected: true` stands")
  @Nullable String confirm;

  AdoptCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    AdoptRequest request = request();
    return invocation.withDatabase(
        place -> {
          if (dryRun) {
            print(place.lockkeeper(null).plan(request), Optional.empty());
            return 0;
          }
          AdoptReport report = place.lockkeeper(confirm).adopt(request);
          print(report.plan(), Optional.of(report.run()));
          return report.run().outcome().exitCode();
        });
  }

  private void print(AdoptionPlan plan, Optional<RunReport> run) {
    Output output = invocation.output();
    if (output.form().json()) {
      output.document(JsonDocuments.adoption(plan, run));
    } else {
      AdoptText.print(plan, run.isPresent(), output);
    }
  }

  private AdoptRequest request() {
    if (baseline != null && (from != null || table != null)) {
      throw LockkeeperException.because(
              ErrorCode.USAGE, "--baseline is for a database that no tool kept; --from names one")
          .hint("Give one of them.")
          .build();
    }
    if (table != null && from == null) {
      throw LockkeeperException.because(ErrorCode.USAGE, "--table needs --from")
          .hint("Name the tool that keeps this table: `--from TOOL --table " + table + "`.")
          .build();
    }
    return new AdoptRequest(
        Optional.ofNullable(from).map(AdoptCommand::tool),
        Optional.ofNullable(table),
        Optional.ofNullable(baseline).map(Arguments::version));
  }

  private static Tool tool(String id) {
    return Tool.of(id)
        .orElseThrow(
            () ->
                LockkeeperException.because(
                        ErrorCode.USAGE, "Lockkeeper does not know the history of `" + id + "`")
                    .hint("The tools are " + Tool.names() + ".")
                    .build());
  }
}
