package dev.lockkeeper.plan;

import dev.lockkeeper.failure.Place;
import java.util.Locale;
import java.util.Optional;

/**
 * Something worth knowing about a migration or a database.
 *
 * @param rule its id, {@code LK…}
 * @param severity how bad it is
 * @param message what is the case
 * @param place where
 * @param statement the statement it is about
 * @param fix what to do about it
 */
public record Finding(
    String rule,
    Severity severity,
    String message,
    Optional<Place> place,
    Optional<String> statement,
    Optional<String> fix) {

  /** How bad a finding is. */
  public enum Severity {
    DANGER,
    WARNING,
    INFO;

    /** The name in reports, such as {@code warning}. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
