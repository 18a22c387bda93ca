package dev.lockkeeper.guard.wire;

import java.util.Objects;

/**
 * Follows the messages in one direction of an open session, in whatever pieces the bytes come. It
 * holds nothing of a message but the five bytes of its header, so that a message of any claimed
 * length costs nothing. Not thread-safe.
 */
public final class FrameDecoder {
  /** The longest message that PostgreSQL itself takes or sends: {@code MaxAllocSize}, 1 GiB - 1. */
  static final int LONGEST = 0x3FFFFFFF;

  private static final int LENGTH_BYTES = 4;

  private final Side side;
  private long messages;
  private byte type;
  private int lengthBytes;
  private int length;
  private int left;

  /** A decoder at the beginning of the first message behind the start-up. */
  public FrameDecoder(Side side) {
    this.side = side;
    this.lengthBytes = LENGTH_BYTES;
  }

  /**
   * Reads on. After an exception the decoder must not be used again.
   *
   * @throws ProtocolException if a message has an unknown type or an impossible length
   */
  public void feed(byte[] bytes, int offset, int count) throws ProtocolException {
    Objects.checkFromIndexSize(offset, count, bytes.length);
    int next = offset;
    int end = offset + count;
    while (next < end) {
      if (left > 0) {
        int skipped = Math.min(left, end - next);
        left -= skipped;
        next += skipped;
      } else if (lengthBytes == LENGTH_BYTES) {
        begin(bytes[next++]);
      } else {
        length = (length << 8) | (bytes[next++] & 0xFF);
        lengthBytes++;
        if (lengthBytes == LENGTH_BYTES) {
          left = contentLength();
        }
      }
    }
  }

  private void begin(byte begun) throws ProtocolException {
    messages++;
    if (!side.sends(begun)) {
      throw new ProtocolException(
          "message "
              + messages
              + " of the "
              + side
              + " has the type "
              + (begun & 0xFF)
              + ", which is none");
    }
    type = begun;
    length = 0;
    lengthBytes = 0;
  }

  private int contentLength() throws ProtocolException {
    if (length < LENGTH_BYTES || length > LONGEST) {
      throw new ProtocolException(
          "message "
              + messages
              + " of the "
              + side
              + ", of type "
              + (char) type
              + ", claims a length of "
              + Integer.toUnsignedString(length)
              + " bytes");
    }
    return length - LENGTH_BYTES;
  }

  /** Whether everything so far was whole messages, so that another one may be put behind them. */
  public boolean isBetweenMessages() {
    return left == 0 && lengthBytes == LENGTH_BYTES;
  }

  /** The type of the latest message that has begun; 0 before the first. */
  public char type() {
    return (char) type;
  }

  /** How many messages have begun. */
  public long messages() {
    return messages;
  }
}
