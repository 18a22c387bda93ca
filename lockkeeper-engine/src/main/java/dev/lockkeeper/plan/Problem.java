package dev.lockkeeper.plan;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Place;
import dev.lockkeeper.migration.UnsupportedBody;
import java.util.Optional;

/**
 * A reason why a plan must not run.
 *
 * @param code what kind of reason
 * @param message what is the case
 * @param place the file it is about
 * @param hint what to do
 */
public record Problem(ErrorCode code, String message, Optional<Place> place, String hint) {

  static Problem of(ErrorCode code, String message, String file, String hint) {
    return new Problem(code, message, Optional.of(Place.of(file)), hint);
  }

  static Problem of(ErrorCode code, String message, String hint) {
    return new Problem(code, message, Optional.empty(), hint);
  }

  /** The problem of a step that only another tool can take, if it is one. */
  public static Optional<Problem> unsupported(Step step) {
    return step.body() instanceof UnsupportedBody body
        ? Optional.of(
            new Problem(
                ErrorCode.UNSUPPORTED_MIGRATION,
                body.place() + " " + body.reason(),
                Optional.of(body.place()),
                body.hint()))
        : Optional.empty();
  }

  /** The exception that refuses the run. */
  public LockkeeperException toException(String alsoFound) {
    return LockkeeperException.because(code, message + alsoFound)
        .at(place.orElse(null))
        .databaseState("Nothing was changed.")
        .hint(hint)
        .build();
  }
}
