package dev.lockkeeper.cli;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.guard.preset.Mark;
import dev.lockkeeper.migration.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "mark",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Records that migrations are applied, or are not, without running them.")
final class MarkCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(arity = "1..*", paramLabel = "V", description = "versions")
  List<String> versions = new ArrayList<>();

  @Option(names = "--applied", description = "their changes are in the database")
  boolean applied;

  @Option(names = "--pending", description = "their changes are not in the database")
  boolean pending;

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "why; the ledger keeps it")
  String reason = "";

  @Option(
      names = "--confirm",
      paramLabel = "ENV",
      description = "confirms it where `protected: true` stands")
  @Nullable String confirm;

  MarkCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    if (applied == pending) {
      throw LockkeeperException.because(
              ErrorCode.USAGE, "mark takes one of --applied and --pending")
          .hint(
              "Say which: `lockkeeper mark V --applied --reason TEXT`, or the same with --pending.")
          .build();
    }
    return invocation.withDatabase(
        place ->
            ToolProject.of(invocation, place)
                .map(
                    project ->
                        project.mark(
                            versions, applied ? Mark.APPLIED : Mark.PENDING, reason, confirm))
                .orElseGet(() -> mark(place)));
  }

  private int mark(Invocation.Workplace place) {
    Set<Version> chosen =
        versions.stream().map(Arguments::version).collect(Collectors.toUnmodifiableSet());
    return Reports.run(
        invocation.output(), place.lockkeeper(confirm).mark(chosen, applied, reason));
  }
}
