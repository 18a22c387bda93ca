package dev.lockkeeper.guard.relay;

import dev.lockkeeper.guard.link.Link;
import dev.lockkeeper.guard.wire.ErrorMessage;
import dev.lockkeeper.guard.wire.FrameDecoder;
import dev.lockkeeper.guard.wire.ProtocolException;
import dev.lockkeeper.guard.wire.Side;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Passes bytes between a client and its session on the server, unchanged, with one thread and one
 * small buffer for each direction. It follows where messages begin, so that it can tell the client
 * why a session ends without breaking into another message.
 */
final class Session {
  private static final int BUFFER = 16 * 1024;

  private final Link client;
  private final Link server;
  private final AtomicReference<@Nullable ErrorMessage> verdict = new AtomicReference<>();
  private final Tap.@Nullable Listener tap;
  private volatile boolean leaving;
  private volatile boolean busy;

  Session(Link client, Link server, Tap.@Nullable Listener tap) {
    this.client = client;
    this.server = server;
    this.tap = tap;
  }

  /**
   * Passes everything until one side ends. Both links are closed then.
   *
   * @param name for the second thread
   */
  void run(String name) {
    Thread answers = new Thread(this::passAnswers, name);
    answers.setDaemon(true);
    answers.start();
    passRequests();
    awaitEnd(answers);
  }

  /** Ends the session for a reason that the client is told. */
  void end(ErrorMessage reason) {
    verdict.compareAndSet(null, reason);
    server.close();
  }

  /** Whether the server has been asked for something that it has not answered to the end. */
  boolean isBusy() {
    return busy;
  }

  /** Only this method writes to the server. */
  private void passRequests() {
    byte[] buffer = new byte[BUFFER];
    FrameDecoder messages = new FrameDecoder(Side.CLIENT);
    try {
      int count = client.read(buffer, 0, BUFFER);
      while (count >= 0) {
        messages.feed(buffer, 0, count);
        leaving = messages.type() == 'X';
        if (!(tap == null ? isSent(buffer, 0, count) : isSentInTurns(tap, buffer, count))) {
          return;
        }
        count = client.read(buffer, 0, BUFFER);
      }
    } catch (ProtocolException e) {
      end(new ErrorMessage("08P01", String.valueOf(e.getMessage()), ""));
      return;
    } catch (RuntimeException e) {
      end(unfollowed(e));
      return;
    } catch (IOException e) {
      // The client has vanished, which is an end like any other.
    }
    leaving = true;
    endRequests();
  }

  /** False where the server has gone; its last words are still to be passed on. */
  private boolean isSent(byte[] buffer, int offset, int count) {
    try {
      busy = true;
      server.write(buffer, offset, count);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** The tap decides when the next part of it may go. */
  private boolean isSentInTurns(Tap.Listener listener, byte[] buffer, int count)
      throws ProtocolException {
    int next = 0;
    while (next < count) {
      int part = listener.request(buffer, next, count - next);
      if (part == 0 || !isSent(buffer, next, part)) {
        return false;
      }
      next += part;
    }
    return true;
  }

  /** As a client that vanishes: what it has asked for goes on, and the server sees the end. */
  private void endRequests() {
    try {
      server.endOutput();
    } catch (IOException e) {
      // It is closed already.
    }
  }

  /** Only this method writes to the client. */
  private void passAnswers() {
    byte[] buffer = new byte[BUFFER];
    FrameDecoder messages = new FrameDecoder(Side.SERVER);
    boolean whole = true;
    try {
      int count = server.read(buffer, 0, BUFFER);
      while (count >= 0) {
        messages.feed(buffer, 0, count);
        if (tap != null) {
          tap.answer(buffer, 0, count);
        }
        whole = false;
        client.write(buffer, 0, count);
        whole = messages.isBetweenMessages();
        busy = !whole || messages.type() != 'Z';
        count = server.read(buffer, 0, BUFFER);
      }
    } catch (ProtocolException e) {
      verdict.compareAndSet(null, new ErrorMessage("08P01", String.valueOf(e.getMessage()), ""));
    } catch (RuntimeException e) {
      verdict.compareAndSet(null, unfollowed(e));
    } catch (IOException e) {
      // The server has gone, or the client has.
    }
    busy = false;
    if (tap != null) {
      tap.ended();
    }
    if (whole) {
      sayWhy(messages.type());
    }
    server.close();
    client.close();
  }

  /** A server that ends a session says why; one that dies does not. */
  private void sayWhy(char lastType) {
    ErrorMessage reason = verdict.get();
    if (reason == null && !leaving && lastType != 'E') {
      reason =
          new ErrorMessage(
              "08006",
              "the connection between the relay and the server was lost",
              "What was not committed is rolled back; whether a COMMIT that was under way took"
                  + " effect is not known.");
    }
    if (reason != null) {
      try {
        client.write(reason.response().encoded());
      } catch (IOException e) {
        // Nobody is there to be told.
      }
    }
  }

  /** Why a session ends that the tap cannot follow. */
  static ErrorMessage unfollowed(RuntimeException e) {
    return new ErrorMessage(
        "58000",
        "the session cannot be recorded and ends here: " + e.getMessage(),
        "What was not committed is rolled back.");
  }

  private static void awaitEnd(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
