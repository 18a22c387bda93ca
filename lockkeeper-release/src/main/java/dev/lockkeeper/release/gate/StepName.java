package dev.lockkeeper.release.gate;

import java.util.Locale;

/** The steps of a release, in their order. */
public enum StepName {
  CHECK,
  BACKUP,
  BEFORE,
  JOB,
  MIGRATE,
  PROVE,
  DEPLOY,
  READY,
  SMOKE,
  TRAFFIC,
  DRAIN,
  POST,
  AFTER;

  /** The name in the ledger and in reports, such as {@code migrate}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  static StepName of(String id) {
    return valueOf(id.toUpperCase(Locale.ROOT));
  }
}
