package dev.lockkeeper.release.gate;

import dev.lockkeeper.release.platform.LogLine;

/** Watches a release. Called on the thread of the gate. */
public interface GateListener {

  /** A release begins, or is taken up again. */
  void begun(String release, String what, boolean again);

  /** A step begins. */
  void started(StepName step, String what);

  /** A step is done; {@code detail} may be empty. */
  void done(StepName step, String detail);

  /** A step was done by an earlier call. */
  void skipped(StepName step);

  /** Something to tell. */
  void say(String text);

  /** The job has printed something. */
  void line(LogLine line);
}
