package dev.lockkeeper.guard.wire;

import java.nio.ByteBuffer;

/**
 * What a cancel request must name: the process id of a session's backend and a secret. Immutable;
 * the secret is not shown.
 *
 * @param processId the process id of the backend
 * @param secret the secret; four bytes in protocol 3.0, up to 256 in 3.2
 */
public record BackendKey(int processId, ByteBuffer secret) {
  private static final int LONGEST_SECRET = 256;

  /** Makes a key; the buffer's bytes are copied. */
  public BackendKey {
    byte[] copy = new byte[secret.remaining()];
    secret.duplicate().get(copy);
    secret = ByteBuffer.wrap(copy).asReadOnlyBuffer();
  }

  static BackendKey read(FieldReader fields) throws ProtocolException {
    int processId = fields.int32();
    byte[] secret = fields.rest();
    if (secret.length < Integer.BYTES || secret.length > LONGEST_SECRET) {
      throw new ProtocolException("a cancel key has " + secret.length + " bytes");
    }
    return new BackendKey(processId, ByteBuffer.wrap(secret));
  }

  /** Reads the server's message {@code BackendKeyData}. */
  public static BackendKey of(Message message) throws ProtocolException {
    return read(message.fields());
  }

  /** The message that tells a client its key. */
  public Message message() {
    return fields(new MessageBuilder()).build('K');
  }

  MessageBuilder fields(MessageBuilder builder) {
    byte[] bytes = new byte[secret.remaining()];
    secret.duplicate().get(bytes);
    return builder.int32(processId).bytes(bytes);
  }
}
