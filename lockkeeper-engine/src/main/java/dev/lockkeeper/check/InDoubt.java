package dev.lockkeeper.check;

/** Who decides about a statement whose fate is unknown. */
public enum InDoubt {
  /** The catalog; where it cannot, the run stops. */
  ASK_CATALOG,
  /** A person: it runs again. */
  RUN_AGAIN,
  /** A person: it counts as done. */
  SKIP
}
