package dev.lockkeeper.release.platform;

/** How an execution of a job has ended. All but the first keep the gate closed. */
public enum Ending {
  /** All of its tasks ended with exit code 0. */
  SUCCEEDED,
  /** Its program ended with another exit code, or by a signal of its own. */
  FAILED,
  /** It took longer than it may. */
  TIMED_OUT,
  /** Somebody cancelled it. */
  CANCELLED,
  /** It could not start as it is described: image, secret, network or account are wrong. */
  CONFIGURATION,
  /** The platform failed; the program may not even have started. */
  PLATFORM,
  /** It is not there any more, or nobody can say how it ended. */
  LOST
}
