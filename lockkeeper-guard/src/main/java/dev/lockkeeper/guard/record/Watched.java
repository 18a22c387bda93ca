package dev.lockkeeper.guard.record;

import org.jspecify.annotations.Nullable;

/**
 * What the sampler has to know of a session. Thread-safe: the session writes, the sampler reads.
 */
final class Watched {
  private final int pid;
  private volatile @Nullable Round round;
  private volatile boolean busy;
  private volatile long since;

  Watched(int pid) {
    this.pid = pid;
  }

  int pid() {
    return pid;
  }

  /** The session has sent something; gives what is seen of it from now on. */
  Round begin() {
    Round begun = new Round();
    since = System.nanoTime();
    round = begun;
    busy = true;
    return begun;
  }

  /** The session has sent something of the same round. */
  void goOn() {
    since = System.nanoTime();
    busy = true;
  }

  /** The server has answered; a transaction may still hold locks. */
  void rest() {
    busy = false;
  }

  /** Nothing of the round is left. */
  void end() {
    busy = false;
    round = null;
  }

  /** Whether a statement is under way, or a transaction is open. */
  boolean isOpen() {
    return round != null;
  }

  /** Whether a statement is under way since before a moment of {@link System#nanoTime}. */
  boolean isBusySince(long moment) {
    return busy && since - moment < 0;
  }

  @Nullable Round round() {
    return round;
  }
}
