package dev.lockkeeper.testing;

import dev.lockkeeper.settings.DatabaseAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Passes bytes between clients and a server on 127.0.0.1 and counts the turns of the clients: how
 * often one speaks after the server did.
 */
public final class CountingProxy implements AutoCloseable {
  private final ServerSocket listener;
  private final int serverPort;
  private final AtomicInteger turns = new AtomicInteger();
  private final AtomicInteger connections = new AtomicInteger();

  public CountingProxy(int serverPort) throws IOException {
    this.serverPort = serverPort;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  /** The same database through this proxy. */
  public DatabaseAddress of(DatabaseAddress address) {
    return new DatabaseAddress(
        "127.0.0.1",
        listener.getLocalPort(),
        address.database(),
        address.user(),
        Optional.empty(),
        address.parameters());
  }

  /** How many turns there were since the last call. */
  public int takeTurns() {
    connections.set(0);
    return turns.getAndSet(0);
  }

  /** How many connections were opened since turns were last taken. */
  public int connections() {
    return connections.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        connections.incrementAndGet();
        Talk talk = new Talk();
        start(() -> pass(client, server, talk, true));
        start(() -> pass(server, client, talk, false));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void pass(Socket from, Socket to, Talk talk, boolean fromClient) {
    byte[] buffer = new byte[64 * 1024];
    try (from;
        to) {
      InputStream input = from.getInputStream();
      OutputStream output = to.getOutputStream();
      for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
        if (talk.begins(fromClient) && fromClient) {
          turns.incrementAndGet();
        }
        output.write(buffer, 0, count);
      }
    } catch (IOException e) {
      // one side has gone, and takes the other with it
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "counting-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }

  /** Who spoke last on a connection. */
  private static final class Talk {
    private boolean client;

    synchronized boolean begins(boolean isClient) {
      boolean begins = client != isClient;
      client = isClient;
      return begins;
    }
  }
}
