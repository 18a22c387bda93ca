package dev.lockkeeper.cli;

import dev.lockkeeper.cli.report.JsonDocuments;
import dev.lockkeeper.cli.report.Texts;
import dev.lockkeeper.failure.Outcome;
import dev.lockkeeper.run.Verification;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Compares files, ledger, catalog and invariants; exits 3 if they disagree.",
      "Changes nothing."
    })
final class VerifyCommand implements Callable<Integer> {
  private final Invocation invocation;

  VerifyCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    return invocation.withDatabase(
        place -> {
          Verification verification = place.lockkeeper(null).verify();
          if (invocation.output().form().json()) {
            invocation.output().document(JsonDocuments.verification(verification));
          } else {
            Texts.verification(verification, invocation.output());
          }
          return (verification.isClean() ? Outcome.SUCCEEDED : Outcome.REFUSED).exitCode();
        });
  }
}
