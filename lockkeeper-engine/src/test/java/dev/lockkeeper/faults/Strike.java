package dev.lockkeeper.faults;

/** What is done to a run. */
enum Strike {
  /** The runner's process is killed. */
  KILL(true),
  /** The process is stopped, and killed before the server gives its lock up. */
  STOP_AND_KILL(true),
  /** The process is stopped until the server has given its lock up and another run has ended. */
  STOP_AND_CONTINUE(true),
  /** Every process of the server is killed, and the server started again. */
  SERVER(false),
  /** The connection is closed on both sides. */
  CUT(false),
  /** The connection is reset on both sides. */
  RESET(false),
  /** Nothing that the runner sends arrives any more; a new connection works. */
  SWALLOW_REQUESTS(false),
  /** Nothing that the server sends arrives any more; a new connection works. */
  SWALLOW_ANSWERS(false),
  /** Nothing that the runner sends arrives any more, on no connection. */
  DARK_REQUESTS(false),
  /** Nothing that the server sends arrives any more, on no connection. */
  DARK_ANSWERS(false);

  private final boolean needsProcess;

  Strike(boolean needsProcess) {
    this.needsProcess = needsProcess;
  }

  /** Whether the runner must be a process of its own. */
  boolean needsProcess() {
    return needsProcess;
  }

  /** How many of the runner's connections are hit. */
  int reach() {
    return this == DARK_REQUESTS || this == DARK_ANSWERS ? Integer.MAX_VALUE : 1;
  }
}
