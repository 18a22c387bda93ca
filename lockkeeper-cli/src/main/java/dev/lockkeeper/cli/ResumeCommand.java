package dev.lockkeeper.cli;

import dev.lockkeeper.ResumeMode;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "resume",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Goes on with a half-applied migration: runs the statement in doubt again.")
final class ResumeCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Option(names = "--skip", description = "count the statement in doubt as done")
  boolean skip;

  @Option(names = "--revert", description = "run the down script instead")
  boolean revert;

  ResumeCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    if (skip && revert) {
      throw LockkeeperException.because(ErrorCode.USAGE, "--skip and --revert exclude each other")
          .hint(
              "--skip counts the statement in doubt as done and goes on; --revert runs the down"
                  + " script. Give one of them.")
          .build();
    }
    ResumeMode mode = skip ? ResumeMode.SKIP : revert ? ResumeMode.REVERT : ResumeMode.RUN_AGAIN;
    return invocation.withRun(
        "resume", place -> Reports.run(invocation.output(), place.lockkeeper(null).resume(mode)));
  }
}
