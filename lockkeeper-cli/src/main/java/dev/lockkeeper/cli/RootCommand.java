package dev.lockkeeper.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What {@code lockkeeper} alone does: help. */
@Command(
    name = "lockkeeper",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Migrates a PostgreSQL database at deploy time, once, under a lock, on record.",
    synopsisSubcommandLabel = "COMMAND",
    sortOptions = false,
    footer = {
      "",
      "With no command, MIGRATION_ACTION decides: latest (up), rollback (down) or status.",
      "Exit codes: 0 done or nothing to do, 1 failed, 2 wrong input, 3 refused by a",
      "check, 4 locked by another run, 5 database unreachable, 6 half-applied and in",
      "doubt, 130 or 143 interrupted.",
      "",
      "First steps:   lockkeeper init && lockkeeper up --url embedded"
    })
final class RootCommand implements Callable<Integer> {
  @Mixin GlobalArguments global;
  @Spec @Nullable CommandSpec spec;

  RootCommand(Invocation invocation) {
    this.global = invocation.global();
  }

  @Override
  public Integer call() {
    CommandLine line = Objects.requireNonNull(spec).commandLine();
    line.usage(line.getErr());
    return CommandLine.ExitCode.USAGE;
  }
}
