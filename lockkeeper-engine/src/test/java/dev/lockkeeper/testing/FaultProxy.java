package dev.lockkeeper.testing;

import dev.lockkeeper.settings.DatabaseAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Stands between a client and a PostgreSQL server on 127.0.0.1 and does harm at a chosen moment. It
 * forwards message by message and counts those of the first connection after its start-up message.
 * Encryption is declined. Thread-safe.
 */
public final class FaultProxy implements AutoCloseable {
  private final int serverPort;
  private final ServerSocket listener;
  private final List<ProxiedConnection> connections = new CopyOnWriteArrayList<>();
  private final Map<Moment.Event, Integer> counts = new EnumMap<>(Moment.Event.class);
  private final CountDownLatch fired = new CountDownLatch(1);
  private Moment moment = Moment.never();
  private volatile Runnable action = () -> {};
  private boolean armed;
  private boolean begun;
  private boolean clockRuns;
  private volatile int reach = Integer.MAX_VALUE;
  private volatile boolean requestsSwallowed;
  private volatile boolean answersSwallowed;

  private FaultProxy(int serverPort) {
    this.serverPort = serverPort;
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon("fault-proxy", this::accept);
  }

  /** A proxy for the server on the given port of 127.0.0.1. */
  public static FaultProxy to(int serverPort) {
    return new FaultProxy(serverPort);
  }

  /** The port to connect to instead of the server's. */
  public int port() {
    return listener.getLocalPort();
  }

  /** The superuser's address of a database, through this proxy. */
  public DatabaseAddress address(String database) {
    return new DatabaseAddress(
        "127.0.0.1", port(), database, TempPostgres.SUPERUSER, Optional.empty(), Map.of());
  }

  /**
   * Says what happens when. The action runs once, on the thread that forwards: the message in hand
   * goes on, or not, when it has ended.
   *
   * @param firstConnections how many connections the faults of this proxy hit, in the order in
   *     which they were opened; later ones pass
   */
  public synchronized void at(Moment when, int firstConnections, Runnable what) {
    moment = when;
    reach = firstConnections;
    action = what;
    armed = true;
  }

  /** Waits until the moment has come and its action has run; says whether it has. */
  public boolean awaitFired(long millis) throws InterruptedException {
    return fired.await(millis, TimeUnit.MILLISECONDS);
  }

  /**
   * Waits for the action if it has begun; if not, it never will.
   *
   * @return whether it has run
   */
  public boolean settle() throws InterruptedException {
    synchronized (this) {
      if (!begun) {
        armed = false;
        return false;
      }
    }
    fired.await();
    return true;
  }

  /** How often the event has happened so far. */
  public synchronized int count(Moment.Event event) {
    return counts.getOrDefault(event, 0);
  }

  /** Closes the connections in order, on both sides. */
  public void cut() {
    hit().forEach(ProxiedConnection::close);
  }

  /** Resets the connections, on both sides. */
  public void reset() {
    hit().forEach(ProxiedConnection::reset);
  }

  /** From now on, forwards nothing from client to server, not even the end of a connection. */
  public void swallowRequests() {
    requestsSwallowed = true;
  }

  /** From now on, forwards nothing from server to client, not even the end of a connection. */
  public void swallowAnswers() {
    answersSwallowed = true;
  }

  /** Closes all connections and listens no more. */
  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    connections.forEach(ProxiedConnection::close);
  }

  boolean swallowsRequests(int connection) {
    return requestsSwallowed && connection < reach;
  }

  boolean swallowsAnswers(int connection) {
    return answersSwallowed && connection < reach;
  }

  /** Something has happened on a connection; runs the action if this is its moment. */
  void happened(Moment.Event event, int connection) {
    if (connection != 0) {
      return;
    }
    boolean isNow;
    synchronized (this) {
      int count = counts.merge(event, 1, Integer::sum);
      isNow = moment.event() == event && moment.number() == count;
      if (!clockRuns) {
        clockRuns = true;
        startClock();
      }
    }
    if (isNow) {
      fire();
    }
  }

  private void startClock() {
    if (moment.event() == Moment.Event.MILLISECOND) {
      long millis = moment.number();
      daemon(
          "fault-clock",
          () -> {
            try {
              Thread.sleep(millis);
            } catch (InterruptedException e) {
              return;
            }
            fire();
          });
    }
  }

  private void fire() {
    synchronized (this) {
      if (!armed) {
        return;
      }
      armed = false;
      begun = true;
    }
    action.run();
    fired.countDown();
  }

  private List<ProxiedConnection> hit() {
    return connections.stream().filter(connection -> connection.number() < reach).toList();
  }

  private void accept() {
    while (!listener.isClosed()) {
      Socket client;
      try {
        client = listener.accept();
      } catch (IOException e) {
        return;
      }
      try {
        Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
        ProxiedConnection connection =
            new ProxiedConnection(this, connections.size(), client, server);
        connections.add(connection);
        daemon("fault-requests", connection::forwardRequests);
        daemon("fault-answers", connection::forwardAnswers);
      } catch (IOException e) {
        ProxiedConnection.closeQuietly(client);
      }
    }
  }

  private static void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }
}
