package dev.lockkeeper.cli.config;

/** Whether a command works on a database. */
public enum DatabaseNeed {
  /** It does not; addresses are not even looked at, so a wrong one does no harm. */
  NONE,
  /** It uses one if one is configured. */
  OPTIONAL,
  /** It cannot work without one. */
  REQUIRED
}
