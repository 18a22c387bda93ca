package dev.lockkeeper.settings;

/** Whether a migration must have a way back. */
public enum DownPolicy {
  /** A missing down is accepted, and {@code down} refuses that migration by name. */
  OPTIONAL,
  /** A migration with neither a down nor a declared reason is refused by {@code up}. */
  REQUIRED
}
