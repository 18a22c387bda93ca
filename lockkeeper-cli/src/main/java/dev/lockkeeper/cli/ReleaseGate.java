package dev.lockkeeper.cli;

import dev.lockkeeper.HostName;
import dev.lockkeeper.ToolVersion;
import dev.lockkeeper.cli.report.GateLines;
import dev.lockkeeper.cli.report.Output;
import dev.lockkeeper.cli.report.ReleaseDocuments;
import dev.lockkeeper.cli.report.ReleaseText;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.IoReason;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.guard.child.Secrets;
import dev.lockkeeper.release.Platforms;
import dev.lockkeeper.release.backup.Backups;
import dev.lockkeeper.release.gate.Gate;
import dev.lockkeeper.release.gate.ReleaseReport;
import dev.lockkeeper.release.gate.ReleaseRequest;
import dev.lockkeeper.release.platform.Platform;
import dev.lockkeeper.release.process.Host;
import dev.lockkeeper.release.settings.ServiceSettings;
import dev.lockkeeper.released.ReleaseLedger;
import dev.lockkeeper.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** One call of the gate from the command line: opens the platform, takes the lock, prints. */
final class ReleaseGate {
  private final Invocation invocation;
  private final Invocation.Workplace place;
  private final ServiceSettings service;
  private final Optional<String> image;
  private final @Nullable String reportFile;
  private final GateLines lines;

  ReleaseGate(
      Invocation invocation,
      Invocation.Workplace place,
      ServiceSettings service,
      Optional<String> image,
      @Nullable String reportFile) {
    this.invocation = invocation;
    this.place = place;
    this.service = service;
    this.image = image;
    this.reportFile = reportFile;
    this.lines = new GateLines(invocation.output());
  }

  int steps() {
    try (Platform platform = platform()) {
      Output output = invocation.output();
      if (output.form().json()) {
        output.document(ReleaseDocuments.steps(service.name(), gate(platform).steps()));
      } else {
        ReleaseText.steps(service.name(), gate(platform).steps(), output);
      }
      return 0;
    }
  }

  int release(Optional<String> force) {
    return through((gate, ledger) -> gate.release(ledger, request(force)));
  }

  int rollback(boolean database, @Nullable String confirmed) {
    return through(
        (gate, ledger) ->
            gate.rollback(
                ledger,
                request(Optional.empty()),
                database ? Optional.of(undoing(confirmed)) : Optional.empty()));
  }

  /** The job's own arguments, with {@code down} in the place of {@code up}. */
  private List<String> undoing(@Nullable String confirmed) {
    List<String> words = new ArrayList<>();
    List<String> own = service.job().arguments();
    for (String word : own.isEmpty() ? List.of("up") : own) {
      words.add(word.equals("up") || word.equals("migrate") ? "down" : word);
    }
    if (!words.contains("down")) {
      throw LockkeeperException.because(
              ErrorCode.SETTINGS,
              "the job of " + service.name() + " does not run `up`, so nobody knows how to undo it")
          .at(service.place())
          .databaseState("Nothing was changed.")
          .hint(
              "Undo the migrations with the tool that made them; then run rollback without"
                  + " --database.")
          .build();
    }
    words.addAll(List.of("--release", "{release}"));
    if (confirmed != null) {
      words.addAll(List.of("--confirm", confirmed));
    }
    return words;
  }

  int log() {
    String execution =
        place.lockkeeper(null).releases(service.name(), 1).stream()
            .findFirst()
            .map(release -> release.facts().get("migrate.execution"))
            .orElseThrow(
                () ->
                    LockkeeperException.because(
                            ErrorCode.UNKNOWN_RELEASE,
                            "no job of " + service.name() + " is on record")
                        .hint("`lockkeeper release status` lists the releases.")
                        .build());
    try (Platform platform = platform()) {
      platform.log(execution, new PrintingWatch(invocation));
    }
    return 0;
  }

  private int through(BiFunction<Gate, ReleaseLedger, ReleaseReport> work) {
    try (Platform platform = platform()) {
      ReleaseReport report =
          place
              .lockkeeper(null)
              .releasing(
                  service.name(),
                  invocation.output()::note,
                  ledger -> work.apply(gate(platform), ledger));
      return print(report);
    }
  }

  private int print(ReleaseReport report) {
    Output output = invocation.output();
    if (reportFile != null) {
      append(Path.of(reportFile), ReleaseText.markdown(report));
    }
    if (output.form().json()) {
      output.document(ReleaseDocuments.report(report));
      report.failure().ifPresent(failure -> output.note("error: " + failure.getMessage()));
    } else if (report.failure().isPresent()) {
      return output.failure(report.failure().get(), Optional.empty());
    } else {
      ReleaseText.report(report, output);
    }
    return report.outcome().exitCode();
  }

  private void append(Path file, String text) {
    try {
      Files.writeString(
          invocation.surroundings().folder().resolve(file),
          text,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      invocation
          .output()
          .warning("the report could not be written to " + file + ": " + IoReason.of(e));
    }
  }

  private Platform platform() {
    return Platforms.open(service, host());
  }

  private Host host() {
    return new Host(
        place.configuration().project(),
        invocation.surroundings().environment(),
        Secrets.of(place.address()));
  }

  private Gate gate(Platform platform) {
    return new Gate(
        service,
        platform,
        new Gate.Parts(
            host(),
            Backups.of(service, place.address(), host()),
            lines,
            invocation.stop(),
            Clock.systemUTC()));
  }

  private ReleaseRequest request(Optional<String> force) {
    Settings settings = place.configuration().settings();
    return new ReleaseRequest(
        image, settings.commit(), force, settings.actor(), HostName.get(), ToolVersion.get());
  }
}
