package dev.lockkeeper.guard.preset;

/** What the history shall say of migrations that are not run. */
public enum Mark {
  /** They count as applied. */
  APPLIED,
  /** They count as not applied. */
  PENDING
}
