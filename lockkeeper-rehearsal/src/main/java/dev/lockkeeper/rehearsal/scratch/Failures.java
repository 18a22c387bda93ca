package dev.lockkeeper.rehearsal.scratch;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import org.jspecify.annotations.Nullable;

/** The failures of this package, all of which leave the user one sure way on: a server by URL. */
final class Failures {
  private static final String ELSEWHERE =
      "Use --url with the address of a PostgreSQL server instead.";

  private Failures() {}

  /** The machine, the build or the project folder does not allow an embedded server. */
  static LockkeeperException settings(String message, String advice, @Nullable Throwable cause) {
    return LockkeeperException.because(ErrorCode.SETTINGS, message)
        .hint((advice + " " + ELSEWHERE).trim())
        .cause(cause)
        .build();
  }

  /** The server was started but does not serve. */
  static LockkeeperException unreachable(String message, String advice) {
    return LockkeeperException.because(ErrorCode.UNREACHABLE, message)
        .hint((advice + " " + ELSEWHERE).trim())
        .build();
  }

  /** The wait for a server was interrupted. */
  static LockkeeperException interrupted() {
    Thread.currentThread().interrupt();
    return LockkeeperException.because(
            ErrorCode.INTERRUPTED, "interrupted while waiting for the embedded PostgreSQL")
        .hint("Run the command again.")
        .build();
  }
}
