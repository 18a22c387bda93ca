package dev.lockkeeper.faults;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Work in a thread of its own that counts as hanging after {@link Suite#BOUND}. */
final class Bounded<T> {
  private final FutureTask<T> task;
  private final Thread thread;

  private Bounded(Callable<T> work) {
    task = new FutureTask<>(work);
    thread = new Thread(task, "bounded-run");
    thread.setDaemon(true);
  }

  static <T> Bounded<T> start(Callable<T> work) {
    Bounded<T> bounded = new Bounded<>(work);
    bounded.thread.start();
    return bounded;
  }

  boolean hasEnded() {
    return task.isDone();
  }

  /** Its result; an error with its stack if it hangs. */
  T await() throws InterruptedException, ExecutionException {
    try {
      return task.get(Suite.BOUND.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      AssertionError hangs =
          new AssertionError("a run hangs for more than " + Suite.BOUND.toSeconds() + " s");
      hangs.setStackTrace(thread.getStackTrace());
      thread.interrupt();
      throw hangs;
    }
  }
}
