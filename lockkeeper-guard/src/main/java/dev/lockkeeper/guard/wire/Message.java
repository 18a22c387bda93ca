package dev.lockkeeper.guard.wire;

import java.nio.ByteBuffer;

/**
 * One whole message with a type, such as those of start-up and authentication, which are small.
 * Immutable.
 */
public final class Message {
  private static final int HEADER = 5;

  private final char type;
  private final byte[] body;

  Message(char type, byte[] body) {
    this.type = type;
    this.body = body;
  }

  /** A message that was read; the array is not copied and must not be changed any more. */
  public static Message read(char type, byte[] body) {
    return new Message(type, body);
  }

  /** The type. */
  public char type() {
    return type;
  }

  /** A reader over what it holds, at its beginning. */
  public FieldReader fields() {
    return new FieldReader(body);
  }

  /** The bytes as they travel, in a new array. */
  public byte[] encoded() {
    return ByteBuffer.allocate(HEADER + body.length)
        .put((byte) type)
        .putInt(body.length + Integer.BYTES)
        .put(body)
        .array();
  }
}
