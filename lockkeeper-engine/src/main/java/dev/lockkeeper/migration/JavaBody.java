package dev.lockkeeper.migration;

import java.time.Duration;
import java.util.Optional;

/**
 * One direction of a {@link JavaMigration}.
 *
 * @param code the user's object
 * @param direction which of its methods this is
 */
public record JavaBody(JavaMigration code, Direction direction) implements Body {

  @Override
  public String file() {
    return code.getClass().getName();
  }

  @Override
  public String exactChecksum() {
    return code.revision().isEmpty() ? "" : Checksum.exact(code.revision());
  }

  @Override
  public String canonicalChecksum() {
    return exactChecksum();
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
