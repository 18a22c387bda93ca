package dev.lockkeeper.migration;

import dev.lockkeeper.failure.Place;
import java.time.Duration;
import java.util.Optional;

/**
 * One direction of a migration that only the tool it was written for can run: code, or a script
 * with something that Lockkeeper does not do. It keeps its place in the order, and counts as any
 * other where it is applied already; a plan that would run it has a problem.
 *
 * @param place the file, and the line if one line is the reason
 * @param reason what stands in the way, as the end of a sentence that begins with the file
 * @param hint what to do
 * @param exactChecksum of the text; empty where there is nothing to compare
 * @param canonicalChecksum of the text; empty where there is nothing to compare
 */
public record UnsupportedBody(
    Place place, String reason, String hint, String exactChecksum, String canonicalChecksum)
    implements Body {

  @Override
  public String file() {
    return place.file();
  }

  @Override
  public boolean transactional() {
    return true;
  }

  @Override
  public Optional<Duration> lockTimeout() {
    return Optional.empty();
  }
}
