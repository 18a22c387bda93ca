package dev.lockkeeper.guard.link;

import dev.lockkeeper.guard.wire.Message;
import dev.lockkeeper.guard.wire.Opening;
import dev.lockkeeper.guard.wire.ProtocolException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Reads whole messages from a link, and never a byte more than the message has, so that whoever
 * reads on finds the rest.
 */
public final class Messages {
  private Messages() {}

  /**
   * Reads a message with a type.
   *
   * @param longest the longest content that is accepted, in bytes; no memory is taken for more
   * @throws EOFException if the connection ends before
   * @throws ProtocolException if the message claims to be longer
   */
  public static Message read(Link link, int longest) throws IOException {
    ByteBuffer header = ByteBuffer.wrap(exactly(link, 1 + Integer.BYTES));
    char type = (char) (header.get() & 0xFF);
    int length = header.getInt();
    if (length < Integer.BYTES || length - Integer.BYTES > longest) {
      throw new ProtocolException(
          "a message of type "
              + (int) type
              + " claims a length of "
              + Integer.toUnsignedString(length)
              + " bytes");
    }
    return Message.read(type, exactly(link, length - Integer.BYTES));
  }

  /**
   * Reads the first packet of a connection.
   *
   * @throws EOFException if the connection ends before
   * @throws ProtocolException if it is none
   */
  public static Opening readOpening(Link link) throws IOException {
    int claimed = ByteBuffer.wrap(exactly(link, Integer.BYTES)).getInt();
    return Opening.parse(exactly(link, Opening.contentLength(claimed)));
  }

  /** Reads one byte, as the server answers a request for TLS. */
  public static char readByte(Link link) throws IOException {
    return (char) (exactly(link, 1)[0] & 0xFF);
  }

  private static byte[] exactly(Link link, int count) throws IOException {
    byte[] bytes = new byte[count];
    int done = 0;
    while (done < count) {
      int read = link.read(bytes, done, count - done);
      if (read < 0) {
        throw new EOFException("the connection ended in the middle of a message");
      }
      done += read;
    }
    return bytes;
  }
}
