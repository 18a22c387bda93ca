package dev.lockkeeper.settings;

/** What to do with a pending migration that is older than one already applied in its phase. */
public enum OutOfOrder {
  /** Refuse the run and name the file. */
  FAIL,
  /** Apply it. */
  APPLY
}
