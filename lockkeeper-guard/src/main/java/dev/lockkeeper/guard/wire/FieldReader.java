package dev.lockkeeper.guard.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads the fields of a message one after the other. Not thread-safe. */
public final class FieldReader {
  private final ByteBuffer content;

  FieldReader(byte[] content) {
    this.content = ByteBuffer.wrap(content);
  }

  /** A number of four bytes. */
  public int int32() throws ProtocolException {
    require(Integer.BYTES);
    return content.getInt();
  }

  /** One byte. */
  public char byte1() throws ProtocolException {
    require(1);
    return (char) (content.get() & 0xFF);
  }

  /** Text in UTF-8 up to a zero byte. */
  public String text() throws ProtocolException {
    int start = content.position();
    for (int end = start; end < content.limit(); end++) {
      if (content.get(end) == 0) {
        content.position(end + 1);
        return new String(content.array(), start, end - start, StandardCharsets.UTF_8);
      }
    }
    throw new ProtocolException("a text in a message has no end");
  }

  /** The given number of bytes. */
  public byte[] bytes(int count) throws ProtocolException {
    require(count);
    byte[] bytes = new byte[count];
    content.get(bytes);
    return bytes;
  }

  /** Everything that is left. */
  public byte[] rest() throws ProtocolException {
    return bytes(content.remaining());
  }

  /** Whether anything is left. */
  public boolean hasMore() {
    return content.hasRemaining();
  }

  private void require(int count) throws ProtocolException {
    if (count < 0 || count > content.remaining()) {
      throw new ProtocolException("a message is shorter than its fields");
    }
  }
}
