package dev.lockkeeper.testing;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;

/** One connection through a {@link FaultProxy}. */
final class ProxiedConnection {
  private static final int BUFFER = 64 * 1024;

  private final FaultProxy proxy;
  private final int number;
  private final Socket client;
  private final Socket server;

  ProxiedConnection(FaultProxy proxy, int number, Socket client, Socket server) throws IOException {
    this.proxy = proxy;
    this.number = number;
    this.client = client;
    this.server = server;
    client.setTcpNoDelay(true);
    server.setTcpNoDelay(true);
  }

  /** In which order it was opened, counted from 0. */
  int number() {
    return number;
  }

  void forwardRequests() {
    try {
      DataInputStream in = input(client);
      for (WireMessage message = opening(in); message != null; message = WireMessage.read(in)) {
        if (!proxy.swallowsRequests(number)) {
          message.writeTo(server.getOutputStream());
          proxy.happened(Moment.Event.REQUEST, number);
        }
      }
    } catch (IOException e) {
      // The same as the end of the stream: one of the two is gone.
    }
    if (!proxy.swallowsRequests(number)) {
      close();
    }
  }

  /** Declines encryption until the client begins without. */
  private WireMessage opening(DataInputStream in) throws IOException {
    WireMessage message = WireMessage.readOpening(in);
    while (message != null && message.asksForEncryption()) {
      if (!proxy.swallowsAnswers(number) && !proxy.swallowsRequests(number)) {
        client.getOutputStream().write('N');
      }
      message = WireMessage.readOpening(in);
    }
    if (message == null) {
      throw new IOException("the client left before it began");
    }
    return message;
  }

  void forwardAnswers() {
    try {
      DataInputStream in = input(server);
      for (WireMessage message = WireMessage.read(in);
          message != null;
          message = WireMessage.read(in)) {
        forwardAnswer(message);
      }
    } catch (IOException e) {
      // The same as the end of the stream: one of the two is gone.
    }
    if (!proxy.swallowsAnswers(number)) {
      close();
    }
  }

  private void forwardAnswer(WireMessage message) throws IOException {
    boolean commit = message.isCommitAnswer();
    if (commit) {
      proxy.happened(Moment.Event.COMMITTED, number);
    }
    if (!proxy.swallowsAnswers(number)) {
      send(message);
      proxy.happened(Moment.Event.ANSWER, number);
      if (commit) {
        proxy.happened(Moment.Event.COMMIT_ANSWERED, number);
      }
    }
  }

  /** The server must not learn that a client is gone whose network has swallowed that news. */
  private void send(WireMessage message) throws IOException {
    try {
      message.writeTo(client.getOutputStream());
    } catch (IOException e) {
      if (!proxy.swallowsRequests(number)) {
        throw e;
      }
    }
  }

  void close() {
    closeQuietly(client);
    closeQuietly(server);
  }

  void reset() {
    try {
      client.setSoLinger(true, 0);
      server.setSoLinger(true, 0);
    } catch (IOException e) {
      // Closed already; closing again harms nobody.
    }
    close();
  }

  static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is of no use any more either way.
    }
  }

  private static DataInputStream input(Socket socket) throws IOException {
    return new DataInputStream(new BufferedInputStream(socket.getInputStream(), BUFFER));
  }
}
