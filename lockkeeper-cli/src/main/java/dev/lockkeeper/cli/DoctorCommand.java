package dev.lockkeeper.cli;

import dev.lockkeeper.cli.config.Configuration;
import dev.lockkeeper.cli.config.DatabaseChoice;
import dev.lockkeeper.cli.config.DatabaseNeed;
import dev.lockkeeper.cli.doctor.Diagnosis;
import dev.lockkeeper.cli.doctor.Doctor;
import dev.lockkeeper.cli.doctor.DoctorText;
import dev.lockkeeper.cli.doctor.Severity;
import dev.lockkeeper.cli.report.JsonDocuments;
import dev.lockkeeper.cli.report.Output;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Outcome;
import dev.lockkeeper.rehearsal.scratch.EmbeddedServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Says what is wrong with this set-up and how to mend it; exits 3 if there is a problem.",
      "Changes nothing."
    })
final class DoctorCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Option(names = "--live", description = "connect to the database and look there as well")
  boolean live;

  DoctorCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    Doctor doctor =
        new Doctor(
            invocation.reader(),
            invocation.global().options(),
            invocation.surroundings().environment());
    List<Diagnosis> found = live && isEmbedded() ? embedded(doctor) : doctor.examine(live);
    Output output = invocation.output();
    boolean healthy = found.stream().noneMatch(d -> d.severity() == Severity.PROBLEM);
    Outcome outcome = healthy ? Outcome.SUCCEEDED : Outcome.REFUSED;
    if (output.form().json()) {
      output.document(JsonDocuments.diagnoses(found, outcome.id()));
    } else {
      DoctorText.lines(found).forEach(output::line);
    }
    return outcome.exitCode();
  }

  private boolean isEmbedded() {
    try {
      return configuration().database().map(DatabaseChoice::isEmbedded).orElse(false);
    } catch (LockkeeperException e) {
      return false; // the examination itself tells what is wrong with the settings
    }
  }

  private Configuration configuration() {
    return invocation.reader().read(invocation.global().options(), DatabaseNeed.OPTIONAL);
  }

  private List<Diagnosis> embedded(Doctor doctor) {
    Configuration configuration = configuration();
    List<Diagnosis> all = new ArrayList<>(doctor.examine(false));
    try (EmbeddedServer server =
        EmbeddedServer.open(configuration.project(), invocation.output()::note)) {
      all.addAll(Doctor.live(server.address(), configuration.settings()));
    }
    return all;
  }
}
