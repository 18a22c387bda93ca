package dev.lockkeeper.cli;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.plan.Plan;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Shows what up (or down) would do. Changes nothing; a replica is enough.")
final class PlanCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Option(names = "--to", paramLabel = "V", description = "up to this version")
  @Nullable String to;

  @Option(names = "--phase", paramLabel = "P", description = "pre, post, background or all")
  @Nullable String phase;

  @Option(names = "--down", description = "what down would do; with --to, V stays applied")
  boolean down;

  @Option(names = "--sql", description = "print a script that psql accepts")
  boolean sql;

  @Option(names = "--show-secrets", description = "do not mask PASSWORD '…' in it")
  boolean showSecrets;

  @Option(
      names = "--capture",
      description =
          "run another tool in a transaction that is rolled back, and print the SQL that it sends")
  boolean capture;

  @Option(
      names = "--confirm",
      paramLabel = "ENV",
      description = "confirms --capture where `protected: true` stands")
  @Nullable String confirm;

  PlanCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    return invocation.withDatabase(
        place -> {
          Optional<ToolProject> project = ToolProject.of(invocation, place);
          if (project.isPresent()) {
            ToolProject.refuse("--down", down);
            ToolProject.refuse("--to", to != null);
            return capture ? project.get().capture(showSecrets, confirm) : project.get().plan(sql);
          }
          refuseCapture();
          String chosen =
              phase == null
                  ? place.configuration().phase().orElse(place.isEmbedded() ? "all" : "pre")
                  : phase;
          Plan plan =
              down
                  ? place.lockkeeper(null).plan(DownCommand.request(null, to, null, null, false))
                  : place.lockkeeper(null).plan(UpCommand.request(chosen, to, null, true));
          return new PlanPrinter(invocation).print(plan, sql, showSecrets);
        });
  }

  private void refuseCapture() {
    if (capture) {
      throw LockkeeperException.because(
              ErrorCode.USAGE, "--capture is for the migrations of other tools")
          .databaseState("Nothing was changed.")
          .hint("`lockkeeper plan --sql` shows what is in the files, and that is what runs.")
          .build();
    }
  }
}
