package dev.lockkeeper.testing;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One message of PostgreSQL's protocol 3, with its bytes as they travel. */
final class WireMessage {
  private static final int SSL_REQUEST = 80877103;
  private static final int GSS_REQUEST = 80877104;
  private static final byte[] COMMIT = "COMMIT\0".getBytes(StandardCharsets.US_ASCII);
  private static final int LENGTH_BYTES = 4;

  private final char type;
  private final byte[] bytes;

  private WireMessage(char type, byte[] bytes) {
    this.type = type;
    this.bytes = bytes;
  }

  /** Reads a message without a type byte, as a client begins; null at the end of the stream. */
  static @Nullable WireMessage readOpening(DataInputStream in) throws IOException {
    try {
      int length = in.readInt();
      ByteBuffer message = ByteBuffer.allocate(length).putInt(length);
      in.readFully(message.array(), LENGTH_BYTES, length - LENGTH_BYTES);
      return new WireMessage('\0', message.array());
    } catch (EOFException e) {
      return null;
    }
  }

  /** Reads a message with a type byte; null at the end of the stream. */
  static @Nullable WireMessage read(DataInputStream in) throws IOException {
    try {
      byte type = in.readByte();
      int length = in.readInt();
      ByteBuffer message = ByteBuffer.allocate(1 + length).put(type).putInt(length);
      in.readFully(message.array(), 1 + LENGTH_BYTES, length - LENGTH_BYTES);
      return new WireMessage((char) type, message.array());
    } catch (EOFException e) {
      return null;
    }
  }

  /** Whether the client asks for encryption before it begins. */
  boolean asksForEncryption() {
    if (type != '\0' || bytes.length != 2 * LENGTH_BYTES) {
      return false;
    }
    int code = ByteBuffer.wrap(bytes).getInt(LENGTH_BYTES);
    return code == SSL_REQUEST || code == GSS_REQUEST;
  }

  /** Whether the server says that a COMMIT is done. */
  boolean isCommitAnswer() {
    int from = 1 + LENGTH_BYTES;
    return type == 'C'
        && bytes.length == from + COMMIT.length
        && ByteBuffer.wrap(bytes, from, COMMIT.length).equals(ByteBuffer.wrap(COMMIT));
  }

  void writeTo(OutputStream out) throws IOException {
    out.write(bytes);
    out.flush();
  }
}
