package dev.lockkeeper.cli;

import dev.lockkeeper.source.DiskFolder;
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
    return invocation.withDatabase(
        place ->
            Reports.run(
                invocation.output(),
                place
                    .lockkeeper(null)
                    .seed(
                        new DiskFolder(
                            place.configuration().seeds(),
                            place.display(place.configuration().seeds())))));
  }
}
