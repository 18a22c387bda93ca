package dev.lockkeeper.guard.wire;

import java.util.Arrays;
import java.util.Objects;

/**
 * Reads the messages in one direction of an open session, in whatever pieces the bytes come, and
 * keeps as much of each as its listener wants. No memory is taken on the word of a length: it grows
 * with what has come. Not thread-safe.
 */
public final class MessageScanner {
  private static final int HEADER = 5;
  private static final int FIRST_PIECE = 1024;
  private static final byte[] NOTHING = {};

  private final Listener listener;
  private int headerBytes;
  private char type;
  private int length;
  private int left;
  private byte[] kept = NOTHING;
  private int keptBytes;
  private int wanted;

  /** Who is told of messages. */
  public interface Listener {
    /** How many bytes behind the header are wanted of a message of this type at most. */
    int wanted(char type);

    /**
     * A message has come whole.
     *
     * @param content what was wanted of it; shorter than {@code length} if that was not all
     * @param length how many bytes it has behind its header
     * @return whether to stop behind it
     * @throws ProtocolException if it is no message of its type
     */
    boolean message(char type, byte[] content, int length) throws ProtocolException;
  }

  /** A scanner at the beginning of the first message behind the start-up. */
  public MessageScanner(Listener listener) {
    this.listener = listener;
  }

  /**
   * Reads on, to the end of the bytes or of a message where the listener stops.
   *
   * @return how many bytes were read
   * @throws ProtocolException from the listener, or if a length is impossible
   */
  public int feed(byte[] bytes, int offset, int count) throws ProtocolException {
    Objects.checkFromIndexSize(offset, count, bytes.length);
    int next = offset;
    int end = offset + count;
    boolean stopped = false;
    while (!stopped && next < end) {
      if (headerBytes < HEADER) {
        header(bytes[next++]);
      } else {
        int taken = Math.min(left, end - next);
        keep(bytes, next, taken);
        left -= taken;
        next += taken;
      }
      stopped = headerBytes == HEADER && left == 0 && isStop();
    }
    return next - offset;
  }

  private void header(byte each) throws ProtocolException {
    if (headerBytes == 0) {
      type = (char) (each & 0xFF);
      length = 0;
    } else {
      length = (length << 8) | (each & 0xFF);
    }
    headerBytes++;
    if (headerBytes == HEADER) {
      length -= Integer.BYTES;
      if (length < 0) {
        throw new ProtocolException("a message of type " + (int) type + " is shorter than nothing");
      }
      left = length;
      wanted = Math.min(length, listener.wanted(type));
      kept = wanted == 0 ? NOTHING : new byte[Math.min(wanted, FIRST_PIECE)];
      keptBytes = 0;
    }
  }

  private void keep(byte[] bytes, int offset, int count) {
    int more = Math.min(count, wanted - keptBytes);
    if (more > 0) {
      if (keptBytes + more > kept.length) {
        int larger = (int) Math.min(wanted, Math.max(2L * kept.length, keptBytes + (long) more));
        kept = Arrays.copyOf(kept, larger);
      }
      System.arraycopy(bytes, offset, kept, keptBytes, more);
      keptBytes += more;
    }
  }

  private boolean isStop() throws ProtocolException {
    byte[] content = keptBytes == kept.length ? kept : Arrays.copyOf(kept, keptBytes);
    kept = NOTHING;
    headerBytes = 0;
    return listener.message(type, content, length);
  }
}
