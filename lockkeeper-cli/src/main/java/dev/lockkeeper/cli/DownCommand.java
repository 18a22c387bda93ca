package dev.lockkeeper.cli;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.guard.preset.DownTarget;
import dev.lockkeeper.plan.DownRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "down",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Undoes the last batch, or what the options name, in reverse order.")
final class DownCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Option(names = "--steps", paramLabel = "N", description = "the last N migrations")
  @Nullable Integer steps;

  @Option(names = "--to", paramLabel = "V", description = "everything after V; V stays applied")
  @Nullable String to;

  @Option(names = "--batch", paramLabel = "N", description = "the migrations of batch N")
  @Nullable Integer batch;

  @Option(names = "--release", paramLabel = "ID", description = "the migrations of a release")
  @Nullable String release;

  @Option(names = "--all", description = "everything")
  boolean all;

  @Option(names = "--dry-run", description = "show the plan and change nothing")
  boolean dryRun;

  @Option(
      names = "--confirm",
      paramLabel = "ENV",
      description = "confirms --all where `protected: true` stands")
  @Nullable String confirm;

  DownCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    return dryRun
        ? invocation.withDatabase(this::perform)
        : invocation.withRun("down", this::perform);
  }

  private int perform(Invocation.Workplace place) {
    return ToolProject.of(invocation, place).map(this::down).orElseGet(() -> down(place));
  }

  private int down(Invocation.Workplace place) {
    DownRequest request = request(steps, to, batch, release, all);
    return dryRun
        ? new PlanPrinter(invocation).print(place.lockkeeper(confirm).plan(request), false, false)
        : Reports.run(invocation.output(), place.lockkeeper(confirm).down(request));
  }

  private int down(ToolProject project) {
    ToolProject.refuse("--steps", steps != null);
    ToolProject.refuse("--batch", batch != null);
    ToolProject.refuse("--release", release != null);
    ToolProject.refuse("--dry-run", dryRun);
    if (to != null && all) {
      throw exclusive();
    }
    DownTarget target = all ? new DownTarget.All() : new DownTarget.Last();
    return project.down(to == null ? target : new DownTarget.To(to), confirm);
  }

  static DownRequest request(
      @Nullable Integer steps,
      @Nullable String to,
      @Nullable Integer batch,
      @Nullable String release,
      boolean all) {
    List<DownRequest> asked = new ArrayList<>();
    if (steps != null) {
      if (steps < 1) {
        throw LockkeeperException.because(ErrorCode.USAGE, "--steps is 1 or more, not " + steps)
            .hint("Say how many to undo, or leave it out to undo the last batch.")
            .build();
      }
      asked.add(new DownRequest.Steps(steps));
    }
    if (to != null) {
      asked.add(new DownRequest.To(Arguments.version(to)));
    }
    if (batch != null) {
      asked.add(new DownRequest.Batch(batch));
    }
    if (release != null) {
      asked.add(new DownRequest.Release(release));
    }
    if (all) {
      asked.add(new DownRequest.All());
    }
    if (asked.size() > 1) {
      throw exclusive();
    }
    return asked.isEmpty() ? new DownRequest.LastBatch() : asked.get(0);
  }

  private static LockkeeperException exclusive() {
    return LockkeeperException.because(
            ErrorCode.USAGE, "--steps, --to, --batch, --release and --all exclude each other")
        .hint("Give one of them, or none to undo the last batch.")
        .build();
  }
}
