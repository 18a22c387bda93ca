package dev.lockkeeper;

import dev.lockkeeper.check.InDoubt;

/** How to go on with a half-applied migration. */
public enum ResumeMode {
  /** The statement in doubt runs again, then the rest. */
  RUN_AGAIN(InDoubt.RUN_AGAIN),
  /** The statement in doubt counts as done, then the rest runs. */
  SKIP(InDoubt.SKIP),
  /** The down script runs, and the migration is pending again. */
  REVERT(InDoubt.ASK_CATALOG);

  private final InDoubt inDoubt;

  ResumeMode(InDoubt inDoubt) {
    this.inDoubt = inDoubt;
  }

  InDoubt inDoubt() {
    return inDoubt;
  }
}
