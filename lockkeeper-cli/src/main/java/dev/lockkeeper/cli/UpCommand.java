package dev.lockkeeper.cli;

import dev.lockkeeper.cli.config.Configuration;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.migration.Phase;
import dev.lockkeeper.plan.UpRequest;
import dev.lockkeeper.run.RunReport;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Applies pending migrations. Safe to run from many places at once.")
final class UpCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Option(names = "--to", paramLabel = "V", description = "up to this version")
  @Nullable String to;

  @Option(names = "--steps", paramLabel = "N", description = "at most N migrations")
  @Nullable Integer steps;

  @Option(
      names = "--phase",
      paramLabel = "P",
      description = "pre (default), post, background or all")
  @Nullable String phase;

  @Option(names = "--dry-run", description = "show the plan and change nothing")
  boolean dryRun;

  @Option(
      names = "--allow-existing",
      description = "accept a database that has tables and no ledger")
  boolean allowExisting;

  @Option(
      names = "--fake-initial",
      description = "Django: only mark first migrations whose tables are there already")
  boolean fakeInitial;

  @Option(
      names = "--confirm",
      paramLabel = "ENV",
      description = "confirms --fake-initial where `protected: true` stands")
  @Nullable String confirm;

  UpCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    refuseCombinations();
    return dryRun
        ? invocation.withDatabase(this::perform)
        : invocation.withRun("up", this::perform);
  }

  private int perform(Invocation.Workplace place) {
    Optional<ToolProject> project = ToolProject.of(invocation, place);
    if (project.isPresent()) {
      return up(project.get());
    }
    refuseFakeInitial();
    UpRequest request = request(place.configuration(), place.isEmbedded());
    if (dryRun) {
      return new PlanPrinter(invocation).print(place.lockkeeper(null).plan(request), false, false);
    }
    RunReport report = place.lockkeeper(null).up(request);
    return Reports.run(invocation.output(), report);
  }

  private int up(ToolProject project) {
    ToolProject.refuse("--steps", steps != null);
    ToolProject.refuse("--phase", phase != null && !phase.equals("pre") && !phase.equals("all"));
    if (dryRun) {
      return project.plan(false);
    }
    return fakeInitial
        ? project.upOverExisting(Optional.ofNullable(to), confirm)
        : project.up(Optional.ofNullable(to));
  }

  private void refuseCombinations() {
    if (fakeInitial && dryRun) {
      throw refusal(
          "--dry-run cannot show what --fake-initial would only mark",
          "`lockkeeper plan` shows what is pending.");
    }
    if (confirm != null && !fakeInitial) {
      throw refusal(
          "--confirm is for --fake-initial, which is not there",
          "`lockkeeper up` needs no confirmation. Leave --confirm out, or add --fake-initial.");
    }
  }

  private static LockkeeperException refusal(String message, String hint) {
    return LockkeeperException.because(ErrorCode.USAGE, message)
        .databaseState("Nothing was changed.")
        .hint(hint)
        .build();
  }

  private void refuseFakeInitial() {
    if (fakeInitial) {
      throw refusal(
          "--fake-initial is for projects of Django",
          "`lockkeeper adopt --baseline V` takes over a database that has the tables already.");
    }
  }

  private UpRequest request(Configuration configuration, boolean embedded) {
    return request(
        phase == null ? configuration.phase().orElse(embedded ? "all" : "pre") : phase,
        to,
        steps,
        allowExisting);
  }

  static UpRequest request(
      String phase, @Nullable String to, @Nullable Integer steps, boolean allowExisting) {
    Set<Phase> phases = Arguments.phases(phase);
    if (steps != null && steps < 1) {
      throw LockkeeperException.because(ErrorCode.USAGE, "--steps is 1 or more, not " + steps)
          .hint("Say how many to apply, or leave it out to apply everything that is pending.")
          .build();
    }
    return new UpRequest(
        phases,
        Optional.ofNullable(to).map(Arguments::version),
        steps == null ? OptionalInt.empty() : OptionalInt.of(steps),
        allowExisting);
  }
}
