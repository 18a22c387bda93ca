package dev.lockkeeper.signal;

import dev.lockkeeper.settings.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that does with each connection what no server should. */
final class RudeServer implements AutoCloseable {
  private final ServerSocket socket;
  private final Manner manner;
  private final AtomicInteger visits = new AtomicInteger();

  /** What is done to a connection. */
  interface Manner {
    void treat(Socket client, InputStream in, OutputStream out)
        throws IOException, InterruptedException;
  }

  RudeServer(Manner manner) {
    this.manner = manner;
    try {
      this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept);
  }

  /** Sends a text a byte at a time, for as long as somebody listens. */
  static Manner dripping(String text) {
    return (client, in, out) -> {
      for (int i = 0; ; i++) {
        out.write(text.getBytes(StandardCharsets.US_ASCII)[i % text.length()]);
        out.flush();
        TimeUnit.MILLISECONDS.sleep(20);
      }
    };
  }

  /** Answers with a head and then with bytes without an end. */
  static Manner endless(String head) {
    return (client, in, out) -> {
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      byte[] much = new byte[1 << 16];
      while (true) {
        out.write(much);
      }
    };
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "rude-server");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        visits.incrementAndGet();
        start(() -> treat(client));
      } catch (IOException e) {
        // The test is over.
      }
    }
  }

  private void treat(Socket client) {
    try (client) {
      InputStream in = client.getInputStream();
      in.read(new byte[1 << 14]);
      manner.treat(client, in, client.getOutputStream());
    } catch (IOException | InterruptedException e) {
      // The visitor has left.
    }
  }

  int visits() {
    return visits.get();
  }

  Endpoint endpoint() {
    return Endpoint.confidential(
        Secret.of("http://127.0.0.1:" + socket.getLocalPort() + "/hook"), "test");
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
