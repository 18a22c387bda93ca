package dev.lockkeeper.testing;

import dev.lockkeeper.settings.DatabaseAddress;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * A connection pooler that speaks just enough of the wire protocol (version 3.0, trust only). In
 * transaction mode all clients share one server connection: each has it from its first message
 * until the server reports ReadyForQuery with status {@code I}. In session mode each client has its
 * own.
 */
public final class TransactionPooler implements AutoCloseable {
  private static final int SSL_REQUEST = 80877103;
  private static final int GSS_REQUEST = 80877104;
  private static final int CANCEL_REQUEST = 80877102;

  private final ServerSocket listener;
  private final int serverPort;
  private final String database;
  private final boolean shares;
  private final Semaphore turn = new Semaphore(1, true);
  private final Server shared;

  private TransactionPooler(int serverPort, String database, boolean shares) throws IOException {
    this.serverPort = serverPort;
    this.database = database;
    this.shares = shares;
    this.shared = new Server();
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  public static TransactionPooler perTransaction(int serverPort, String database)
      throws IOException {
    return new TransactionPooler(serverPort, database, true);
  }

  public static TransactionPooler perSession(int serverPort, String database) throws IOException {
    return new TransactionPooler(serverPort, database, false);
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** The same database through this pooler. */
  public DatabaseAddress of(DatabaseAddress address) {
    return new DatabaseAddress(
        "127.0.0.1",
        port(),
        address.database(),
        address.user(),
        Optional.empty(),
        address.parameters());
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        start(() -> serve(client));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Socket client) {
    try (client) {
      DataInputStream input = new DataInputStream(client.getInputStream());
      DataOutputStream output = new DataOutputStream(client.getOutputStream());
      if (!greet(input, output)) {
        return;
      }
      Server server = shares ? shared : new Server();
      output.write(server.greeting);
      output.flush();
      boolean mine = false;
      try {
        while (true) {
          int type = input.readByte();
          byte[] body = body(input);
          if (type == 'X') {
            return;
          }
          if (!mine) {
            turn(server).acquireUninterruptibly();
            mine = true;
          }
          server.send(type, body);
          if (type == 'Q' || type == 'S') {
            if (server.answer(output) == 'I') {
              turn(server).release();
              mine = false;
            }
          }
        }
      } finally {
        if (mine) {
          turn(server).release();
        }
        if (!shares) {
          server.socket.close();
        }
      }
    } catch (IOException e) {
      // the client has gone
    }
  }

  private Semaphore turn(Server server) {
    return server == shared ? turn : new Semaphore(1);
  }

  /** Answers requests for encryption with no, and reads the start-up message. */
  private static boolean greet(DataInputStream input, DataOutputStream output) throws IOException {
    while (true) {
      byte[] body = body(input);
      int code = new DataInputStream(new ByteArrayInputStream(body)).readInt();
      if (code == CANCEL_REQUEST) {
        return false;
      }
      if (code != SSL_REQUEST && code != GSS_REQUEST) {
        return true;
      }
      output.write('N');
      output.flush();
    }
  }

  private static byte[] body(DataInputStream input) throws IOException {
    byte[] body = new byte[input.readInt() - 4];
    input.readFully(body);
    return body;
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "transaction-pooler");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    shared.socket.close();
  }

  /** A connection to the server. */
  private final class Server {
    final Socket socket = new Socket(InetAddress.getLoopbackAddress(), serverPort);
    final DataInputStream input = new DataInputStream(socket.getInputStream());
    final DataOutputStream output = new DataOutputStream(socket.getOutputStream());
    final byte[] greeting;

    Server() throws IOException {
      socket.setTcpNoDelay(true);
      ByteArrayOutputStream parameters = new ByteArrayOutputStream();
      String text =
          "user\0postgres\0database\0" + database + "\0client_encoding\0UTF8\0DateStyle\0ISO\0\0";
      parameters.write(text.getBytes(StandardCharsets.UTF_8));
      output.writeInt(8 + parameters.size());
      output.writeInt(196608);
      output.write(parameters.toByteArray());
      output.flush();
      ByteArrayOutputStream said = new ByteArrayOutputStream();
      answer(new DataOutputStream(said));
      greeting = said.toByteArray();
    }

    void send(int type, byte[] body) throws IOException {
      output.writeByte(type);
      output.writeInt(body.length + 4);
      output.write(body);
      output.flush();
    }

    /** Passes messages on up to ReadyForQuery; returns its status. */
    int answer(DataOutputStream target) throws IOException {
      while (true) {
        int type = input.readByte();
        byte[] body = body(input);
        target.writeByte(type);
        target.writeInt(body.length + 4);
        target.write(body);
        if (type == 'Z') {
          target.flush();
          return body[0];
        }
      }
    }
  }
}
