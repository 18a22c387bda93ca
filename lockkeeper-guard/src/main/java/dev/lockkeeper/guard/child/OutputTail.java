package dev.lockkeeper.guard.child;

import java.nio.charset.StandardCharsets;

/** Keeps the last bytes that a program printed, to whichever of its streams. Thread-safe. */
final class OutputTail {
  static final int SIZE = 16 * 1024;

  private final byte[] ring = new byte[SIZE];
  private long written;

  synchronized void add(byte[] bytes, int offset, int length) {
    int skipped = Math.max(0, length - SIZE);
    written += skipped;
    for (int i = offset + skipped; i < offset + length; i++) {
      ring[(int) (written++ % SIZE)] = bytes[i];
    }
  }

  /** The text of it, from a whole character on. */
  synchronized String text() {
    int length = (int) Math.min(written, SIZE);
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = ring[(int) ((written - length + i) % SIZE)];
    }
    int start = 0;
    if (written > SIZE) {
      while (start < Math.min(3, length) && (bytes[start] & 0xc0) == 0x80) {
        start++;
      }
    }
    return new String(bytes, start, length - start, StandardCharsets.UTF_8);
  }
}
