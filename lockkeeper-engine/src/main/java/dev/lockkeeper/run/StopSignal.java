package dev.lockkeeper.run;

import dev.lockkeeper.database.Session;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import org.jspecify.annotations.Nullable;

/** Lets another thread stop a run, as a signal handler does. Thread-safe. */
public final class StopSignal {
  private boolean requested;
  private @Nullable Session working;

  /**
   * Asks the run to stop and cancels the statement that it waits for. Harmless to repeat: a caller
   * does so until the run has ended, since a statement may begin right after a cancellation.
   */
  public void request() {
    Session session;
    synchronized (this) {
      requested = true;
      session = working;
      notifyAll();
    }
    if (session != null) {
      session.cancel();
    }
  }

  /** Whether somebody asked the run to stop. */
  public synchronized boolean isRequested() {
    return requested;
  }

  /** Waits until somebody asks to stop, or this thread is interrupted, which asks the same. */
  public synchronized void await() {
    try {
      while (!requested) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** From here on, a request cancels this session's statement. */
  synchronized void attach(Session session) {
    working = session;
  }

  /** From here on, a request cancels nothing: the run writes its last words. */
  synchronized void detach() {
    working = null;
  }

  /** Stops the run here if somebody asked for it. */
  void check() {
    if (isRequested()) {
      throw interrupted();
    }
  }

  /** Sleeps, at most for the given time; wakes up and stops the run if somebody asks for it. */
  public synchronized void sleep(long millis) {
    long deadline = System.nanoTime() + millis * 1_000_000;
    while (!requested) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return;
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw interrupted();
      }
    }
    throw interrupted();
  }

  static LockkeeperException interrupted() {
    return LockkeeperException.because(ErrorCode.INTERRUPTED, "the run was interrupted")
        .hint("Run the command again: it continues where this one stopped.")
        .build();
  }
}
