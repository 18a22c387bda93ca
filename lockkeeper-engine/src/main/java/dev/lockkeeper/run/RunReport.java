package dev.lockkeeper.run;

import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Outcome;
import dev.lockkeeper.plan.Finding;
import java.util.List;
import java.util.Optional;

/**
 * What a run did. Immutable.
 *
 * @param runId its id in the ledger
 * @param action the command, such as {@code up}
 * @param outcome how it ended
 * @param batch the batch of what it applied; 0 if it applied nothing
 * @param migrations what it did, in order
 * @param findings what is worth knowing
 * @param otherPhases pending migrations that it left alone because of their phase
 * @param durationMillis how long it took
 * @param failure why it failed, if it did
 */
public record RunReport(
    String runId,
    String action,
    Outcome outcome,
    int batch,
    List<MigrationResult> migrations,
    List<Finding> findings,
    List<String> otherPhases,
    long durationMillis,
    Optional<LockkeeperException> failure) {

  public RunReport {
    migrations = List.copyOf(migrations);
    findings = List.copyOf(findings);
    otherPhases = List.copyOf(otherPhases);
  }
}
