package dev.lockkeeper.ledger;

import java.util.List;
import java.util.Optional;

/**
 * What the ledger says about the migrations of an image or a release.
 *
 * @param run the latest run that ended well, or had nothing to do; empty if there is none
 * @param latest the latest run of all, however it ended, for messages
 * @param undone migrations that were undone since {@code run}
 * @param halfApplied migrations that are half-applied now
 */
public record RunProof(
    Optional<Run> run, Optional<Run> latest, List<String> undone, List<String> halfApplied) {

  public RunProof {
    undone = List.copyOf(undone);
    halfApplied = List.copyOf(halfApplied);
  }

  /** Whether the migrations are in the database. */
  public boolean isGiven() {
    return run.isPresent() && undone.isEmpty() && halfApplied.isEmpty();
  }

  /**
   * A run, in short.
   *
   * @param image what ran, as the run itself has recorded it
   * @param error what it failed with; empty if it did not
   */
  public record Run(
      String id,
      String project,
      String environment,
      String action,
      String outcome,
      Optional<String> releaseId,
      Optional<String> image,
      Optional<String> error) {}

  /** Why there is no proof, as a sentence; what is there, if there is one. */
  public String describe() {
    if (run.isEmpty()) {
      return latest
          .map(
              found ->
                  "its last run, "
                      + found.id()
                      + ", ended as "
                      + found.outcome()
                      + found.error().map(text -> ": " + text).orElse(""))
          .orElse("the ledger has no run of it");
    }
    if (!halfApplied.isEmpty()) {
      return "half-applied: " + String.join(", ", halfApplied);
    }
    return undone.isEmpty()
        ? "run " + run.get().id() + " ended as " + run.get().outcome()
        : "undone since run " + run.get().id() + ": " + String.join(", ", undone);
  }
}
