package dev.lockkeeper.migration;

import java.util.Locale;
import java.util.Optional;

/** When a migration may run, relative to the release that brings it. */
public enum Phase {
  /** Before the new revision takes traffic; the default. */
  PRE,
  /** After the old revision is drained: what only the old revision still needed goes away. */
  POST,
  /** Long data work, at a quiet time. */
  BACKGROUND;

  /** The name in files, options and reports, such as {@code pre}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The phase with this name, or nothing. */
  public static Optional<Phase> of(String id) {
    for (Phase phase : values()) {
      if (phase.id().equals(id)) {
        return Optional.of(phase);
      }
    }
    return Optional.empty();
  }
}
