package dev.lockkeeper.release.process;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes what a program prints on the thread that reads it, and gives it away line by line on the
 * thread that waits for the program. Thread-safe.
 */
final class Lines extends OutputStream {
  private static final int LONGEST_LINE = 64 * 1024;
  private static final int MOST_LINES = 10_000;

  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final Queue<String> complete = new ArrayDeque<>();

  @Override
  public synchronized void write(int single) {
    if (single == '\n' || line.size() >= LONGEST_LINE) {
      end();
    }
    if (single != '\n' && single != '\r') {
      line.write(single);
    }
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      write(bytes[i]);
    }
  }

  /** Gives away what is there. */
  void drain(Consumer<String> reader) {
    for (String text = next(); text != null; text = next()) {
      reader.accept(text);
    }
  }

  /** What was not ended by a line feed is a line as well. */
  synchronized void finish() {
    if (line.size() > 0) {
      end();
    }
  }

  private void end() {
    if (complete.size() < MOST_LINES) {
      complete.add(line.toString(StandardCharsets.UTF_8));
    }
    line.reset();
  }

  private synchronized @Nullable String next() {
    return complete.poll();
  }
}
