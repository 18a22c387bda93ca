package dev.lockkeeper.migration;

import java.time.Instant;
import java.util.Optional;

/**
 * What the ledger's state table says of one migration. Immutable.
 *
 * @param version its version
 * @param name its name when it was applied
 * @param phase its phase when it was applied
 * @param kind how it came to be there
 * @param batch the batch that applied it; 0 for an adopted one, which belongs to none
 * @param sequence the ledger's event that says so; a larger number is later
 * @param appliedAt when; empty if the tool that it was adopted from did not say
 * @param durationMillis how long it took
 * @param exactChecksum of the text that was applied; empty if there was none
 * @param canonicalChecksum of the text that was applied; empty if there was none
 * @param runId the run that applied it
 * @param releaseId the release of that run
 * @param progress how far it came, for a half-applied one
 * @param origin where it was taken over from, for an adopted one
 */
public record Applied(
    Version version,
    String name,
    Phase phase,
    Kind kind,
    int batch,
    long sequence,
    Optional<Instant> appliedAt,
    long durationMillis,
    String exactChecksum,
    String canonicalChecksum,
    String runId,
    Optional<String> releaseId,
    Optional<Progress> progress,
    Optional<Origin> origin) {

  /** How a migration came to be in the ledger. */
  public enum Kind {
    APPLIED,
    MARKED,
    ADOPTED,
    PARTIAL
  }

  /**
   * How far a half-applied migration came.
   *
   * @param direction which way it was going
   * @param done how many statements are applied for certain
   * @param inFlight the number of the statement whose fate is unknown, counted from 1; 0 for none
   * @param prefixChecksum the checksum of the applied statements
   * @param statementChecksum the checksum of the statement in flight; empty for none
   * @param detail what the catalog looked like before the statement in flight
   */
  public record Progress(
      Direction direction,
      int done,
      int inFlight,
      String prefixChecksum,
      String statementChecksum,
      String detail) {}

  /**
   * Where an adopted migration comes from.
   *
   * @param source the tool that kept the history, such as {@code flyway}; {@code baseline} if none
   *     did
   * @param appliedBy the database role that applied it, if the tool has kept it
   */
  public record Origin(String source, Optional<String> appliedBy) {}

  /**
   * Whether it was adopted and had no file in the project then, such as a migration in Python: its
   * file cannot go missing.
   */
  public boolean isWithoutFile() {
    return kind == Kind.ADOPTED && exactChecksum.isEmpty();
  }

  /** Whether a run left it half-applied. */
  public boolean isPartial() {
    return kind == Kind.PARTIAL;
  }

  /** Whether a run left its way up half-done; a half-done way down is none. */
  public boolean isHalfUp() {
    return progress.map(Progress::direction).equals(Optional.of(Direction.UP));
  }

  /** Version and name, as messages show it. */
  public String title() {
    return version.title(name);
  }
}
