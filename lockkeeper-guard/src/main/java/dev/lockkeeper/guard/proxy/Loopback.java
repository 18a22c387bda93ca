package dev.lockkeeper.guard.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;

/** Ports of this machine. */
final class Loopback {
  static final String HOST = "127.0.0.1";

  private static final byte[] BYTES = {127, 0, 0, 1};

  private Loopback() {}

  /** A port that was free a moment ago. */
  static int freePort() {
    try {
      return bound(0);
    } catch (IOException e) {
      throw new UncheckedIOException("no port of " + HOST + " is free", e);
    }
  }

  /** Whether a program could listen there. */
  static boolean isFree(int port) {
    try {
      return bound(port) == port;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Connects to a port. Left to itself the system may choose that very port for our end while
   * nobody listens there, and connect us with ourselves.
   */
  static void connect(SocketChannel channel, int port) throws IOException {
    channel.bind(at(0));
    if (channel.socket().getLocalPort() == port) {
      throw new IOException("nobody listens there");
    }
    channel.connect(at(port));
  }

  private static int bound(int port) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(at(port));
      return socket.getLocalPort();
    }
  }

  private static InetSocketAddress at(int port) throws IOException {
    return new InetSocketAddress(InetAddress.getByAddress(BYTES), port);
  }
}
