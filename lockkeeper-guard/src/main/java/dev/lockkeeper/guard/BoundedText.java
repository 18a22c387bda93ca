package dev.lockkeeper.guard;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Keeps what is written to it, up to a size that no list of migrations has. Thread-safe. */
final class BoundedText extends OutputStream {
  private static final int MOST = 16 << 20;

  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

  @Override
  public synchronized void write(int single) {
    if (kept.size() < MOST) {
      kept.write(single);
    }
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int count) {
    kept.write(bytes, offset, Math.min(count, MOST - kept.size()));
  }

  synchronized String text() {
    return kept.toString(StandardCharsets.UTF_8);
  }
}
