package dev.lockkeeper.cli;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.source.DiskFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
    name = "seed",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs the data scripts of the seeds folder, in the order of their names, at every call.",
      "Write them so that they may run again, for example with ON CONFLICT DO NOTHING."
    })
final class SeedCommand implements Callable<Integer> {
  private final Invocation invocation;

  SeedCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    return invocation.withRun(
        "seed",
        place -> Reports.run(invocation.output(), place.lockkeeper(null).seed(folder(place))));
  }

  private static DiskFolder folder(Invocation.Workplace place) {
    Path seeds = place.configuration().seeds();
    if (!Files.isDirectory(seeds)) {
      throw LockkeeperException.because(
              ErrorCode.FOLDER_MISSING,
              "the folder of data scripts " + place.display(seeds) + " does not exist")
          .hint("Make it and put .sql files into it, or name another with `seeds:`.")
          .build();
    }
    return new DiskFolder(seeds, place.display(seeds));
  }
}
