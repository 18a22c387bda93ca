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
import dev.lockkeeper.guard.proxy.Proxy;
import dev.lockkeeper.guard.proxy.ProxySettings;
import dev.lockkeeper.rehearsal.scratch.EmbeddedServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

  @Option(
      names = "--live",
      description = "read the secrets and connect to the database, and look there as well")
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
    List<Diagnosis> found = live ? live(doctor) : doctor.examine(false);
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

  private List<Diagnosis> live(Doctor doctor) {
    Optional<Configuration> configuration = configuration();
    Optional<DatabaseChoice> choice = configuration.flatMap(Configuration::database);
    if (choice.map(DatabaseChoice::isEmbedded).orElse(false)) {
      return embedded(doctor, configuration.orElseThrow());
    }
    Optional<ProxySettings> proxy = choice.flatMap(DatabaseChoice::proxy);
    return proxy.isPresent()
        ? throughProxy(doctor, configuration.orElseThrow(), proxy.get())
        : doctor.examine(true);
  }

  private Optional<Configuration> configuration() {
    try {
      return Optional.of(
          invocation.reader().read(invocation.global().options(), DatabaseNeed.OPTIONAL));
    } catch (LockkeeperException e) {
      return Optional.empty(); // the examination itself tells what is wrong with the settings
    }
  }

  private List<Diagnosis> embedded(Doctor doctor, Configuration configuration) {
    List<Diagnosis> all = new ArrayList<>(doctor.examineWithSecrets());
    try (EmbeddedServer server =
        EmbeddedServer.open(configuration.project(), invocation.output()::note)) {
      all.addAll(Doctor.live(server.address(), configuration.settings()));
    }
    return all;
  }

  private List<Diagnosis> throughProxy(
      Doctor doctor, Configuration configuration, ProxySettings settings) {
    List<Diagnosis> all = new ArrayList<>(doctor.examineWithSecrets());
    try (Proxy proxy = invocation.proxy(configuration, settings)) {
      all.addAll(Doctor.live(proxy.address(), configuration.settings()));
    } catch (LockkeeperException e) {
      all.add(
          new Diagnosis(
              "live.connect",
              Severity.PROBLEM,
              String.valueOf(e.getMessage()),
              e.hint().orElse("")));
    }
    return all;
  }
}
