package dev.lockkeeper.guard.relay;

import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.guard.link.AcceptedLink;
import dev.lockkeeper.guard.link.ChannelLink;
import dev.lockkeeper.guard.wire.ErrorMessage;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Accepts clients and knows those that are there. Thread-safe. */
final class Visitors {
  /** How many clients that have not shown the password yet are heard at the same time. */
  private static final int MOST_UNKNOWN = 64;

  /** How long a client may take to read why its session ends. */
  private static final long LAST_WORDS_MILLIS = 1_000;

  private static final long PAUSE_MILLIS = 100;

  /** How long a server may take to stop what it was asked to stop. */
  private static final long CANCEL_MILLIS = 2_000;

  private static final long TICK_MILLIS = 5;
  private static final ErrorMessage STOPPED =
      new ErrorMessage(
          "57P01", "the relay was stopped", "A statement that was under way was cancelled.");

  private final Visitor.Host host;
  private final Semaphore unknown = new Semaphore(MOST_UNKNOWN);
  private final AtomicLong number = new AtomicLong();
  private final Map<Visitor, Thread> threads = new ConcurrentHashMap<>();
  private final Map<Thread, Boolean> doors = new ConcurrentHashMap<>();
  private volatile boolean ended;

  Visitors(Visitor.Host host) {
    this.host = host;
  }

  int count() {
    return threads.size();
  }

  /** Accepts clients, in a thread of its own, until the listener is closed. */
  void welcome(ServerSocketChannel listener) {
    Thread door = daemon(() -> acceptAll(listener), "relay-listener");
    doors.put(door, true);
    door.start();
  }

  private void acceptAll(ServerSocketChannel listener) {
    while (listener.isOpen()) {
      try {
        unknown.acquire();
        try {
          accept(listener.accept());
        } catch (IOException | RuntimeException e) {
          unknown.release();
          pauseAfter(listener, e);
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void accept(SocketChannel channel) throws IOException {
    try {
      long id = number.incrementAndGet();
      Visitor visitor =
          new Visitor(new AcceptedLink(new ChannelLink(channel)), host, "client " + id);
      Thread thread = daemon(() -> serve(visitor), "relay-" + id);
      threads.put(visitor, thread);
      thread.start();
      if (ended) {
        visitor.end(STOPPED);
      }
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private void serve(Visitor visitor) {
    try {
      visitor.serve(unknown::release);
    } finally {
      threads.remove(visitor);
    }
  }

  /** Such as a process that has no file descriptors left: those of clients come back in time. */
  private void pauseAfter(ServerSocketChannel listener, Exception e) throws InterruptedException {
    if (listener.isOpen()) {
      host.log().accept("a client could not be accepted: " + e.getMessage());
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
  }

  /**
   * Asks the server to stop whatever it does for clients, and waits a moment until it has told
   * them.
   */
  void cancelAll() {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CANCEL_MILLIS);
    for (Visitor visitor : threads.keySet()) {
      if (visitor.isBusy()) {
        daemon(() -> cancel(visitor), "relay-cancel").start();
      }
    }
    try {
      while (threads.keySet().stream().anyMatch(Visitor::isBusy) && System.nanoTime() < deadline) {
        TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void cancel(Visitor visitor) {
    try {
      visitor.cancel();
    } catch (LockkeeperException e) {
      host.log().accept("a statement could not be cancelled: " + e.getMessage());
    }
  }

  /** Tells everybody that the relay stops, and ends whoever does not listen. */
  void endAll() {
    ended = true;
    doors.keySet().forEach(Thread::interrupt);
    threads.keySet().forEach(visitor -> visitor.end(STOPPED));
    join(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LAST_WORDS_MILLIS));
    threads.keySet().forEach(Visitor::cutOff);
  }

  /** Waits until the last thread has ended, which none can put off any more. */
  void awaitEnd() {
    join(Long.MAX_VALUE);
  }

  private void join(long deadline) {
    try {
      for (Thread thread : doors.keySet()) {
        thread.join(millisUntil(deadline));
      }
      for (Thread thread : threads.values()) {
        thread.join(millisUntil(deadline));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What to give to {@link Thread#join(long)}, where 0 is for ever. */
  private static long millisUntil(long deadline) {
    return deadline == Long.MAX_VALUE
        ? 0
        : Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
  }

  private static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }
}
