package dev.lockkeeper.migration;

import java.util.Locale;

/** Where one migration stands. */
public enum State {
  /** Its change is in the database. */
  APPLIED,
  /** It is in the folder and not in the database. */
  PENDING,
  /** A run left it half-applied. */
  FAILED,
  /** It is in the database and not in the folder. */
  MISSING,
  /** It is in the database, and its file says something else now. */
  CHANGED,
  /** Somebody said that its change is in the database. */
  MARKED,
  /** It was taken over from another tool's history. */
  ADOPTED;

  /** The name in reports, such as {@code applied}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
