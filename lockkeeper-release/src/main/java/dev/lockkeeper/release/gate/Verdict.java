package dev.lockkeeper.release.gate;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Outcome;
import dev.lockkeeper.release.platform.JobResult;
import java.util.Optional;

/**
 * What the end of a job means for the gate. Only an end that is known to be good lets a release go
 * on, and then the ledger still has to prove it. Pure.
 */
final class Verdict {
  private Verdict() {}

  /** Why the gate stays closed; empty if the job ended well. */
  static Optional<LockkeeperException> of(JobResult result) {
    return switch (result.ending()) {
      case SUCCEEDED -> Optional.empty();
      case FAILED -> Optional.of(failed(result));
      case TIMED_OUT ->
          closed(
              ErrorCode.JOB_TIMED_OUT,
              result,
              "took longer than it may",
              "Raise `job.timeout`, or make the migration shorter: long work on data belongs to the"
                  + " phase `background`. Then run the command again.");
      case CANCELLED ->
          closed(
              ErrorCode.JOB_CANCELLED,
              result,
              "was cancelled",
              "If that was right, there is nothing to do; else run the command again.");
      case CONFIGURATION ->
          closed(
              ErrorCode.PLATFORM_SETTINGS,
              result,
              "could not start as it is described",
              "Mend what the platform names, and run the command again.");
      case PLATFORM ->
          closed(
              ErrorCode.PLATFORM,
              result,
              "was ended by a failure of the platform",
              "Run the command again: the migration goes on where it stopped.");
      case LOST ->
          closed(
              ErrorCode.JOB_LOST,
              result,
              "has no known end",
              "Run the command again: the lock in the database lets only one migration work at a"
                  + " time, and nothing is applied twice.");
    };
  }

  private static Optional<LockkeeperException> closed(
      ErrorCode code, JobResult result, String what, String hint) {
    return Optional.of(because(code, result, what).hint(hint).build());
  }

  private static LockkeeperException failed(JobResult result) {
    int exit = result.exitCode().orElse(-1);
    String what = exit < 0 ? "failed" : "failed with exit code " + exit;
    for (Outcome outcome : Outcome.values()) {
      if (outcome.exitCode() == exit && !outcome.isSuccess()) {
        return because(code(outcome), result, what + " (" + outcome.id() + ")")
            .hint(hint(outcome))
            .build();
      }
    }
    return because(ErrorCode.JOB_FAILED, result, what).hint(hint(Outcome.FAILED_CLEAN)).build();
  }

  private static ErrorCode code(Outcome outcome) {
    return switch (outcome) {
      case FAILED_PARTIAL -> ErrorCode.HALF_APPLIED;
      case LOCKED -> ErrorCode.LOCKED;
      case UNREACHABLE -> ErrorCode.UNREACHABLE;
      case REFUSED -> ErrorCode.JOB_REFUSED;
      case INVALID -> ErrorCode.PLATFORM_SETTINGS;
      case INTERRUPTED -> ErrorCode.JOB_CANCELLED;
      case FAILED_CLEAN, PLATFORM_FAILED, SUCCEEDED, NOTHING_TO_DO -> ErrorCode.JOB_FAILED;
    };
  }

  private static String hint(Outcome outcome) {
    return switch (outcome) {
      case FAILED_PARTIAL ->
          "A person has to decide: `lockkeeper status` and `lockkeeper resume`. Then run the"
              + " command again.";
      case LOCKED -> "Wait for the run that holds the lock, and run the command again.";
      case UNREACHABLE ->
          "See whether the job reaches the database: its address, network and account. Then run"
              + " the command again.";
      case REFUSED, INVALID ->
          "Its output says what it refused. Mend that, and run the command again.";
      case FAILED_CLEAN, PLATFORM_FAILED, INTERRUPTED, SUCCEEDED, NOTHING_TO_DO ->
          "Mend the migration, build a new image, and release that; or run the command again if the"
              + " cause lies elsewhere.";
    };
  }

  private static LockkeeperException.Builder because(
      ErrorCode code, JobResult result, String what) {
    return LockkeeperException.because(
        code,
        "the job "
            + result.execution()
            + " "
            + what
            + (result.reason().isBlank() ? "" : ": " + result.reason()));
  }
}
