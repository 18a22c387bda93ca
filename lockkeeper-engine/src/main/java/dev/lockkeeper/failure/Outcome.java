package dev.lockkeeper.failure;

/** How a command ended. The id and the exit code are a stable contract. Immutable. */
public enum Outcome {
  /** Everything asked for was done. */
  SUCCEEDED("succeeded", 0),
  /** There was nothing to do, and nothing is half-applied, missing or changed. */
  NOTHING_TO_DO("nothing-to-do", 0),
  /** A statement failed and its transaction was rolled back; a plain re-run continues. */
  FAILED_CLEAN("failed-clean", 1),
  /** Usage, settings, files or rights are wrong; nothing was touched. */
  INVALID("invalid", 2),
  /** A check said no; nothing was touched. */
  REFUSED("refused", 3),
  /** Another run held the lock for longer than {@code lock-wait}. */
  LOCKED("locked", 4),
  /** The database could not be reached, or the connection to it was lost. */
  UNREACHABLE("unreachable", 5),
  /** A migration is half-applied and only a person can decide; see {@code resume}. */
  FAILED_PARTIAL("failed-partial", 6),
  /** The platform that runs the release failed. */
  PLATFORM_FAILED("platform-failed", 7),
  /** A signal or an interrupt stopped the run; 143 instead of 130 after SIGTERM. */
  INTERRUPTED("interrupted", 130);

  private final String id;
  private final int exitCode;

  Outcome(String id, int exitCode) {
    this.id = id;
    this.exitCode = exitCode;
  }

  /** The name in reports and in the ledger, such as {@code failed-clean}. */
  public String id() {
    return id;
  }

  /** The exit code of the command. */
  public int exitCode() {
    return exitCode;
  }

  /** Whether the exit code is 0. */
  public boolean isSuccess() {
    return exitCode == 0;
  }
}
