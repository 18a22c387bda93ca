package dev.lockkeeper.guard.child;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Passes bytes on with every secret replaced by {@code ***}, wherever writes cut it. Only bytes
 * that may be the beginning of a secret are held back; all others are passed on by the write that
 * brought them. Secrets that overlap become one {@code ***}. What is no text passes unchanged. Not
 * thread-safe.
 */
final class MaskingStream extends OutputStream {
  private static final byte[] MASK = "***".getBytes(StandardCharsets.US_ASCII);

  private final SecretAutomaton secrets;
  private final OutputStream out;

  /** Where secrets are, in bytes since the start; ordered, and none overlaps another. */
  private final Deque<Covered> covered = new ArrayDeque<>();

  private byte[] waiting = new byte[0];
  private int count;
  private long passed;
  private int state;

  private static final class Covered {
    private final long start;
    private final long end;
    private boolean shown;

    Covered(long start, long end, boolean shown) {
      this.start = start;
      this.end = end;
      this.shown = shown;
    }
  }

  MaskingStream(SecretAutomaton secrets, OutputStream out) {
    this.secrets = secrets;
    this.out = out;
  }

  @Override
  public void write(int single) throws IOException {
    write(new byte[] {(byte) single}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    keep(bytes, offset, length);
    long position = passed + count - length;
    for (int i = offset; i < offset + length; i++) {
      state = secrets.next(state, bytes[i]);
      position++;
      int found = secrets.found(state);
      if (found > 0) {
        cover(position - found, position);
      }
    }
    pass(count - Math.min(count, secrets.held(state)));
  }

  /** How many bytes are held back. */
  int waiting() {
    return count;
  }

  /** Passes on what is held back, as the rest of a secret that was begun does not come. */
  void release() throws IOException {
    pass(count);
    out.flush();
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  /** Passes on what is held back. The stream behind stays open. */
  @Override
  public void close() throws IOException {
    release();
  }

  private void keep(byte[] bytes, int offset, int length) {
    if (waiting.length < count + length) {
      waiting = Arrays.copyOf(waiting, count + length);
    }
    System.arraycopy(bytes, offset, waiting, count, length);
    count += length;
  }

  private void cover(long from, long end) {
    long start = from;
    boolean shown = false;
    while (!covered.isEmpty() && covered.getLast().end > start) {
      Covered last = covered.removeLast();
      start = Math.min(start, last.start);
      shown |= last.shown;
    }
    covered.addLast(new Covered(start, end, shown));
  }

  /** Passes on the first of the waiting bytes. */
  private void pass(int number) throws IOException {
    long end = passed + number;
    long at = passed;
    while (!covered.isEmpty() && covered.getFirst().start < end) {
      Covered next = covered.getFirst();
      if (next.start > at) {
        out.write(waiting, (int) (at - passed), (int) (next.start - at));
      }
      if (!next.shown) {
        out.write(MASK);
        next.shown = true;
      }
      at = Math.max(at, Math.min(end, next.end));
      if (next.end > end) {
        break;
      }
      covered.removeFirst();
    }
    if (at < end) {
      out.write(waiting, (int) (at - passed), (int) (end - at));
    }
    System.arraycopy(waiting, number, waiting, 0, count - number);
    count -= number;
    passed = end;
  }
}
