package dev.lockkeeper.plan;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Place;
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

  /** The exception that refuses the run. */
  public LockkeeperException toException(String alsoFound) {
    return LockkeeperException.because(code, message + alsoFound)
        .at(place.orElse(null))
        .databaseState("Nothing was changed.")
        .hint(hint)
        .build();
  }
}
