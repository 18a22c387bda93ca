package dev.lockkeeper.signal;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends to one receiver, in order, on a thread of its own, so that neither a run nor another
 * receiver waits for it. Remembers the first thing that went wrong. Thread-safe.
 */
final class Outbox {
  /** The deadline may come nearer meanwhile. */
  private static final Duration STEP = Duration.ofMillis(50);

  /** What is under way at the deadline is given up by itself, and may say so. */
  private static final Duration GRACE = Duration.ofMillis(300);

  private final String receiver;
  private final Deadline deadline;
  private final ExecutorService thread;
  private @Nullable String fault;

  /**
   * @param receiver names the receiver in warnings
   */
  Outbox(String receiver, Deadline deadline) {
    this.receiver = receiver;
    this.deadline = deadline;
    this.thread =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread made = new Thread(work, "lockkeeper-signal");
              made.setDaemon(true);
              return made;
            });
  }

  /**
   * Sends something when its turn has come.
   *
   * @param what names it in warnings
   * @param sending says what went wrong, if anything did
   */
  void add(String what, Callable<Optional<String>> sending) {
    thread.execute(() -> send(what, sending));
  }

  private void send(String what, Callable<Optional<String>> sending) {
    try {
      sending.call().ifPresent(why -> failed(what, why));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failed(what, "there was no time left");
    } catch (Exception e) {
      failed(what, "unexpected " + e.getClass().getSimpleName());
    }
  }

  private synchronized void failed(String what, String why) {
    if (fault == null) {
      fault = receiver + " did not get " + what + ": " + why;
    }
  }

  private synchronized Optional<String> fault() {
    return Optional.ofNullable(fault);
  }

  /** Takes nothing more. */
  void end() {
    thread.shutdown();
  }

  /** Sends what is left until the deadline, after {@link #end}; says what went wrong. */
  Optional<String> await() {
    try {
      while (!thread.awaitTermination(STEP.toMillis(), TimeUnit.MILLISECONDS)) {
        if (deadline.left(STEP).isZero()
            && !thread.awaitTermination(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
          thread.shutdownNow();
          failed("everything", "there was no time left");
          break;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      thread.shutdownNow();
    }
    return fault();
  }
}
