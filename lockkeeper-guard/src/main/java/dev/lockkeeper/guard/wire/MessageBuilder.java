package dev.lockkeeper.guard.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Collects the fields of a message. Not thread-safe. */
public final class MessageBuilder {
  private final ByteArrayOutputStream fields = new ByteArrayOutputStream();

  /** A number of four bytes. */
  public MessageBuilder int32(int value) {
    return bytes(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
  }

  /** One byte. */
  public MessageBuilder byte1(char value) {
    fields.write(value);
    return this;
  }

  /** Text in UTF-8 with a zero byte at its end. */
  public MessageBuilder text(String value) {
    return bytes(value.getBytes(StandardCharsets.UTF_8)).byte1('\0');
  }

  /** Bytes as they are. */
  public MessageBuilder bytes(byte[] value) {
    fields.writeBytes(value);
    return this;
  }

  /** The message of a type. */
  public Message build(char type) {
    return new Message(type, fields.toByteArray());
  }

  /** The bytes of a packet without a type, as a client begins. */
  public byte[] packet() {
    byte[] content = fields.toByteArray();
    return ByteBuffer.allocate(content.length + Integer.BYTES)
        .putInt(content.length + Integer.BYTES)
        .put(content)
        .array();
  }
}
