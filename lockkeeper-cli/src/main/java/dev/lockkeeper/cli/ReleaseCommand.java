package dev.lockkeeper.cli;

import dev.lockkeeper.Lockkeeper;
import dev.lockkeeper.cli.report.Output;
import dev.lockkeeper.cli.report.ReleaseDocuments;
import dev.lockkeeper.cli.report.ReleaseText;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.ledger.ReleaseRecord;
import dev.lockkeeper.ledger.RunProof;
import dev.lockkeeper.release.settings.ServiceSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "release",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    customSynopsis = {
      "lockkeeper release [SERVICE] [--image IMAGE] [OPTIONS]",
      "       lockkeeper release status [SERVICE]",
      "       lockkeeper release rollback [SERVICE] [--database]",
      "       lockkeeper release verify --image IMAGE",
      "       lockkeeper release log [SERVICE]"
    },
    description = {
      "Releases an image: runs the job that migrates, proves it by the ledger, and only then lets"
          + " the new revision take traffic.",
      "Run it again after any failure: it goes on where it stopped."
    })
final class ReleaseCommand implements Callable<Integer> {
  private static final int LATEST = 20;

  private final Invocation invocation;

  @Parameters(
      arity = "0..2",
      paramLabel = "ACTION SERVICE",
      description = "status, rollback, verify or log; and a service of lockkeeper.yaml")
  List<String> words = new ArrayList<>();

  @Option(names = "--image", paramLabel = "IMAGE", description = "the image; or its digest")
  @Nullable String image;

  @Option(
      names = "--force",
      paramLabel = "TEXT",
      description = "release again what is released; the same text counts once")
  @Nullable String force;

  @Option(names = "--dry-run", description = "show the steps and change nothing")
  boolean dryRun;

  @Option(names = "--database", description = "with rollback: undo the migrations, too")
  boolean database;

  @Option(
      names = "--confirm",
      paramLabel = "ENV",
      description = "confirm a rollback of a protected environment's database")
  @Nullable String confirmed;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "write the report as Markdown into a file, behind what is there")
  @Nullable String report;

  ReleaseCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    String action = words.isEmpty() ? "" : words.get(0);
    boolean isAction = List.of("status", "rollback", "verify", "log").contains(action);
    if (!isAction && words.size() > 1) {
      throw usage("`" + action + "` is no action of release");
    }
    int at = isAction ? 1 : 0;
    Optional<String> service = words.size() > at ? Optional.of(words.get(at)) : Optional.empty();
    requireFitting(isAction ? action : "release");
    return invocation.withDatabase(
        place ->
            switch (isAction ? action : "release") {
              case "status" -> status(place, service);
              case "verify" -> verify(place.lockkeeper(null));
              case "rollback" -> gate(place, service).rollback(database, confirmed);
              case "log" -> gate(place, service).log();
              default ->
                  dryRun
                      ? gate(place, service).steps()
                      : gate(place, service).release(Optional.ofNullable(force));
            });
  }

  private ReleaseGate gate(Invocation.Workplace place, Optional<String> service) {
    return new ReleaseGate(
        invocation, place, settings(place, service), Optional.ofNullable(image), report);
  }

  private static ServiceSettings settings(Invocation.Workplace place, Optional<String> service) {
    return place.configuration().services().get(service);
  }

  private void requireFitting(String action) {
    if (action.equals("verify") && image == null) {
      throw usage("verify needs --image");
    }
    if (database && !action.equals("rollback")) {
      throw usage("--database belongs to rollback");
    }
    if (force != null && !action.equals("release")) {
      throw usage("--force belongs to a release");
    }
    if (dryRun && !action.equals("release")) {
      throw usage("--dry-run belongs to a release");
    }
  }

  private static LockkeeperException usage(String message) {
    return LockkeeperException.because(ErrorCode.USAGE, message)
        .hint("`lockkeeper release --help` shows what it takes.")
        .build();
  }

  private int status(Invocation.Workplace place, Optional<String> service) {
    ServiceSettings settings = settings(place, service);
    List<ReleaseRecord> releases = place.lockkeeper(null).releases(settings.name(), LATEST);
    Output output = invocation.output();
    if (output.form().json()) {
      output.document(ReleaseDocuments.status(settings.name(), releases));
    } else {
      ReleaseText.status(settings.name(), releases, output);
    }
    return 0;
  }

  private int verify(Lockkeeper lockkeeper) {
    String asked = String.valueOf(image);
    RunProof proof = lockkeeper.proof(asked);
    Output output = invocation.output();
    if (output.form().json()) {
      output.document(ReleaseDocuments.proof(asked, proof));
      return proof.isGiven() ? 0 : ErrorCode.NOT_PROVEN.outcome().exitCode();
    }
    if (!proof.isGiven()) {
      throw LockkeeperException.because(
              ErrorCode.NOT_PROVEN,
              "nothing proves that the migrations of "
                  + asked
                  + " are in this database: "
                  + proof.describe())
          .databaseState("Nothing was changed.")
          .hint("Run the migrations of that image with LOCKKEEPER_IMAGE set to it, or release it.")
          .build();
    }
    output.line("Proved: " + proof.describe() + ".");
    return 0;
  }
}
