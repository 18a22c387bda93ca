package dev.lockkeeper.signal;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** When a channel speaks. Immutable. */
public enum Occasion {
  /** A run has taken the lock and begins with its plan. */
  START,
  /** A run has done what was asked. */
  SUCCESS,
  /** A run has found nothing to do. */
  NOTHING_TO_DO,
  /** A run has ended in any other way. */
  FAILURE,
  /** A run waits for a lock that somebody else holds. */
  BLOCKED;

  /** The word in settings and documents, such as {@code nothing-to-do}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What a channel tells unless it is told otherwise: all but that there was nothing to do. */
  public static Set<Occasion> usual() {
    return EnumSet.complementOf(EnumSet.of(NOTHING_TO_DO));
  }
}
