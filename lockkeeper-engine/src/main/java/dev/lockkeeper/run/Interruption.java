package dev.lockkeeper.run;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.util.Optional;

/** Says of a statement that was cancelled because the run was asked to stop that it was. */
final class Interruption {
  private Interruption() {}

  static LockkeeperException named(LockkeeperException e, StopSignal stop) {
    if (!stop.isRequested() || !e.sqlState().equals(Optional.of("57014"))) {
      return e;
    }
    return LockkeeperException.because(
            ErrorCode.INTERRUPTED, "the run was interrupted, and its statement cancelled")
        .at(e.place().orElse(null))
        .statement(e.statement().orElse(null))
        .sqlState(e.sqlState().orElse(null))
        .databaseState(e.databaseState().orElse(null))
        .hint(
            e.code() == ErrorCode.HALF_APPLIED
                ? e.hint().orElse("")
                : "Run the command again: it continues where this one stopped.")
        .build();
  }
}
