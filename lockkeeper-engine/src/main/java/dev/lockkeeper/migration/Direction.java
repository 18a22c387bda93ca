package dev.lockkeeper.migration;

import java.util.Locale;

/** Whether a migration is applied or undone. */
public enum Direction {
  UP,
  DOWN;

  /** The name in reports and in the ledger, such as {@code up}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
