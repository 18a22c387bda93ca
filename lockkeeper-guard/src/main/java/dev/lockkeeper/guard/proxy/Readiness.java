package dev.lockkeeper.guard.proxy;

import dev.lockkeeper.failure.IoReason;
import dev.lockkeeper.guard.child.Sidecar;
import dev.lockkeeper.guard.link.ChannelLink;
import dev.lockkeeper.guard.link.Link;
import dev.lockkeeper.guard.link.Messages;
import dev.lockkeeper.guard.wire.Message;
import dev.lockkeeper.guard.wire.MessageBuilder;
import dev.lockkeeper.guard.wire.ProtocolException;
import dev.lockkeeper.guard.wire.Startup;
import dev.lockkeeper.settings.DatabaseAddress;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks again and again, on a thread of its own, whether PostgreSQL answers at a port: it begins a
 * session there, and any answer of a server will do, also that it wants a password or is only
 * starting. No password is sent.
 */
final class Readiness implements AutoCloseable {
  private static final int LONGEST_ANSWER = 64 * 1024;
  private static final long LONGEST_NAP_MILLIS = 500;
  private static final long POLL_MILLIS = 10;

  private final DatabaseAddress server;
  private final int port;
  private final Thread thread = new Thread(this::ask, "proxy-readiness");
  private volatile boolean isReady;
  private volatile boolean isOver;
  private volatile String reason = "";
  private volatile @Nullable SocketChannel asked;

  private Readiness(DatabaseAddress server, int port) {
    this.server = server;
    this.port = port;
    thread.setDaemon(true);
  }

  /** How the wait has ended. */
  enum State {
    READY,
    ENDED,
    LATE,
    STOPPED
  }

  /** Begins to ask. */
  static Readiness watch(DatabaseAddress server, int port) {
    Readiness readiness = new Readiness(server, port);
    readiness.thread.start();
    return readiness;
  }

  /** Waits for an answer; but not longer than a time, nor than a program lives. */
  State await(Duration most, Sidecar program, BooleanSupplier stopRequested) {
    long start = System.nanoTime();
    while (!isReady) {
      if (stopRequested.getAsBoolean()) {
        return State.STOPPED;
      }
      if (!program.isRunning()) {
        return State.ENDED;
      }
      if (System.nanoTime() - start >= most.toNanos()) {
        return State.LATE;
      }
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return State.STOPPED;
      }
    }
    return program.isRunning() ? State.READY : State.ENDED;
  }

  /** Why the last try got no answer. */
  String reason() {
    return reason;
  }

  /** Asks no more. */
  @Override
  public void close() {
    isOver = true;
    SocketChannel channel = asked;
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // Its descriptor is given back all the same.
      }
    }
    thread.interrupt();
  }

  private void ask() {
    long nap = 20;
    while (!isOver && !isReady) {
      try (SocketChannel channel = SocketChannel.open()) {
        asked = channel;
        Loopback.connect(channel, port);
        greet(new ChannelLink(channel));
        isReady = true;
      } catch (ProtocolException e) {
        reason = "what answers there is not PostgreSQL";
      } catch (IOException e) {
        reason = IoReason.of(e);
      }
      try {
        Thread.sleep(isReady ? 0 : nap);
      } catch (InterruptedException e) {
        return;
      }
      nap = Math.min(2 * nap, LONGEST_NAP_MILLIS);
    }
  }

  private void greet(Link link) throws IOException {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put(
        "user", server.user().isEmpty() ? System.getProperty("user.name", "") : server.user());
    parameters.put("database", server.database());
    link.write(Startup.of(parameters).encoded());
    Message answer = Messages.read(link, LONGEST_ANSWER);
    if (answer.type() != 'R' && answer.type() != 'E') {
      throw new ProtocolException("a server answers otherwise");
    }
    link.write(new MessageBuilder().build('X').encoded());
  }
}
