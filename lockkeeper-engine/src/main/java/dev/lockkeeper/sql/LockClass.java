package dev.lockkeeper.sql;

/** How the relation locks of a statement stand in the way of others. */
public enum LockClass {
  /** No relation lock that matters, or only on what the statement makes. */
  NONE,
  /** SHARE or stronger on a relation that exists; also everything unknown. */
  BLOCKING,
  /** Only locks that reads and writes can live with. */
  SHARED,
  /** Waits for others by design and lets them work; must not get a short lock_timeout. */
  PATIENT
}
