package dev.lockkeeper.cli.doctor.pipeline;

/** What a command of a pipeline does to a release. */
enum Act {
  /** Builds an image. */
  BUILD,
  /** Puts an image where the platform finds it. */
  PUSH,
  /** Changes the schema here. */
  MIGRATE,
  /** Makes or changes a job. */
  UPDATE_JOB,
  /** Starts a job. */
  EXECUTE_JOB,
  /** Lets Lockkeeper do the whole of it. */
  GATE,
  /** Lets a new revision take traffic. */
  DEPLOY,
  /** Makes a revision that takes none yet. */
  DEPLOY_WITHOUT_TRAFFIC,
  /** Moves traffic. */
  TRAFFIC,
  /** Brings the database here. */
  PROXY;

  /** Whether the schema may be another afterwards. */
  boolean migrates() {
    return this == MIGRATE || this == EXECUTE_JOB || this == GATE;
  }

  /** Whether users may meet new code afterwards. */
  boolean serves() {
    return this == DEPLOY || this == TRAFFIC;
  }
}
