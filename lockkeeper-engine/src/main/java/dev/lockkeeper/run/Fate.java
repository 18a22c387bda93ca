package dev.lockkeeper.run;

/** What became of a statement whose answer never came. */
enum Fate {
  APPLIED,
  NOT_APPLIED,
  /** The catalog cannot tell. */
  UNKNOWN
}
