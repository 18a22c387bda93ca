package dev.lockkeeper.cli;

import dev.lockkeeper.Lockkeeper;
import dev.lockkeeper.cli.report.JsonDocuments;
import dev.lockkeeper.cli.report.Output;
import dev.lockkeeper.cli.report.Texts;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Outcome;
import dev.lockkeeper.migration.Phase;
import dev.lockkeeper.migration.State;
import dev.lockkeeper.plan.MigrationStatus;
import dev.lockkeeper.plan.Overview;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Shows every migration and where it stands. Changes nothing.")
final class StatusCommand implements Callable<Integer> {
  private static final Set<State> WRONG = EnumSet.of(State.FAILED, State.MISSING, State.CHANGED);
  private static final long POLL_MILLIS = 1000;

  private final Invocation invocation;

  @Option(names = "--check", description = "exit 3 if anything is pending or wrong")
  boolean check;

  @Option(names = "--phase", paramLabel = "P", description = "only this phase")
  @Nullable String phase;

  @Option(names = "--wait", description = "wait until nothing is pending or wrong")
  boolean wait;

  StatusCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    return invocation.withDatabase(
        place -> {
          Optional<ToolProject> project = ToolProject.of(invocation, place);
          if (project.isPresent()) {
            return status(project.get());
          }
          Lockkeeper lockkeeper = place.lockkeeper(null);
          Set<Phase> phases = Arguments.phases(phase == null ? "all" : phase);
          Overview overview = lockkeeper.overview();
          while (wait && !isReady(of(phases, overview))) {
            pause();
            overview = lockkeeper.overview();
          }
          return print(overview, of(phases, overview));
        });
  }

  private int status(ToolProject project) {
    while (wait && project.isPending()) {
      pause();
    }
    return project.status(check) && check ? Outcome.REFUSED.exitCode() : 0;
  }

  private static List<MigrationStatus> of(Set<Phase> phases, Overview overview) {
    return overview.migrations().stream()
        .filter(status -> phases.contains(status.phase()))
        .toList();
  }

  private int print(Overview overview, List<MigrationStatus> all) {
    boolean ready = isReady(all);
    Outcome outcome = check && !ready ? Outcome.REFUSED : Outcome.SUCCEEDED;
    Output output = invocation.output();
    if (output.form().json()) {
      output.document(JsonDocuments.status(all, overview.folders(), outcome.id()));
    } else {
      Texts.status(all, overview, output);
    }
    return outcome.exitCode();
  }

  private static boolean isReady(List<MigrationStatus> all) {
    return all.stream().noneMatch(s -> s.state() == State.PENDING || WRONG.contains(s.state()));
  }

  private void pause() {
    if (invocation.isStopped()) {
      throw LockkeeperException.because(ErrorCode.INTERRUPTED, "interrupted while waiting")
          .databaseState("Nothing was changed.")
          .hint("Run the command again.")
          .build();
    }
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
