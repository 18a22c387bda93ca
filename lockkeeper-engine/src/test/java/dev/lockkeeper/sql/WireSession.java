package dev.lockkeeper.sql;

import dev.lockkeeper.testing.TempPostgres;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A bare session in PostgreSQL's wire protocol. It hands text to the server untouched, so that what
 * comes back is the server's own opinion and no driver's.
 */
final class WireSession implements AutoCloseable {
  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;

  /** What the server said: one tag for each statement that it ran, and its error if it had one. */
  record Reply(List<String> tags, String sqlState, String error) {
    boolean failed() {
      return !sqlState.isEmpty();
    }
  }

  WireSession(String database) throws IOException {
    socket = new Socket("localhost", TempPostgres.shared().port());
    socket.setTcpNoDelay(true);
    in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
    out = new DataOutputStream(new java.io.BufferedOutputStream(socket.getOutputStream()));
    ByteArrayOutputStream startup = new ByteArrayOutputStream();
    DataOutputStream body = new DataOutputStream(startup);
    body.writeInt(196608);
    for (String word : List.of("user", "postgres", "database", database, "")) {
      text(body, word);
    }
    out.writeInt(startup.size() + 4);
    startup.writeTo(out);
    Reply reply = receive("");
    if (reply.failed()) {
      throw new IOException(reply.error());
    }
  }

  /** Sends a whole script as one Query message. */
  Reply query(String script) throws IOException {
    send('Q', script);
    return receive("");
  }

  /** Sends one statement as a Parse message, which refuses text that is more than one statement. */
  Reply single(String statement, String copyData) throws IOException {
    send('P', "", statement, "\0");
    send('B', "", "", "\0\0\0\0\0");
    send('E', "", "\0\0\0");
    send('S');
    return receive(copyData);
  }

  private void send(char type, String... parts) throws IOException {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    DataOutputStream body = new DataOutputStream(message);
    for (String part : parts) {
      text(body, part);
    }
    out.writeByte(type);
    out.writeInt(message.size() + 4);
    message.writeTo(out);
  }

  private static void text(DataOutputStream body, String text) throws IOException {
    body.write(text.getBytes(StandardCharsets.UTF_8));
    body.writeByte(0);
  }

  private Reply receive(String copyData) throws IOException {
    out.flush();
    List<String> tags = new ArrayList<>();
    String sqlState = "";
    String error = "";
    while (true) {
      char type = (char) in.readByte();
      byte[] body = in.readNBytes(in.readInt() - 4);
      switch (type) {
        case 'C' -> tags.add(new String(body, 0, body.length - 1, StandardCharsets.UTF_8));
        case 'E' -> {
          sqlState = field(body, 'C');
          error = field(body, 'M');
        }
        case 'G' -> copy(copyData);
        case 'Z' -> {
          return new Reply(tags, sqlState, error);
        }
        default -> {}
      }
    }
  }

  private void copy(String data) throws IOException {
    byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
    out.writeByte('d');
    out.writeInt(bytes.length + 4);
    out.write(bytes);
    out.writeByte('c');
    out.writeInt(4);
    // the Sync that came with the statement was swallowed by the copy
    send('S');
    out.flush();
  }

  private static String field(byte[] body, char wanted) {
    for (String field : new String(body, StandardCharsets.UTF_8).split("\0")) {
      if (!field.isEmpty() && field.charAt(0) == wanted) {
        return field.substring(1);
      }
    }
    return "";
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
