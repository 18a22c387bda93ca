package dev.lockkeeper.cli;

import dev.lockkeeper.run.StopSignal;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns SIGTERM and SIGINT into a stopped run: the statement is cancelled, the run recorded, the
 * lock freed. The process then ends with 143 or 130, as the virtual machine does after a signal.
 */
final class Signals implements AutoCloseable {
  /** A platform gives about ten seconds between SIGTERM and SIGKILL. */
  private static final long GRACE_MILLIS = 8_000;

  private static final long REPEAT_MILLIS = 200;

  private final StopSignal stop = new StopSignal();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook = new Thread(this::request, "lockkeeper-stop");
  private volatile boolean expected;

  Signals() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  StopSignal stop() {
    return stop;
  }

  /** A signal is how this command ends when all is well: then the process ends with 0. */
  void areExpected() {
    expected = true;
  }

  private void request() {
    long deadline = System.nanoTime() + GRACE_MILLIS * 1_000_000;
    try {
      do {
        stop.request();
      } while (!ended.await(REPEAT_MILLIS, TimeUnit.MILLISECONDS) && System.nanoTime() < deadline);
      if (expected && ended.getCount() == 0) {
        // After a signal the virtual machine itself gives no exit code but that of the signal.
        Runtime.getRuntime().halt(0);
      }
    } catch (InterruptedException e) {
      // The virtual machine goes down at once; the server rolls back what was not committed.
    }
  }

  /** The command has ended and printed what it had to say. */
  @Override
  public void close() {
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The signal has come; the hook sees that the command has ended.
    }
  }
}
