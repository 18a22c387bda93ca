package dev.lockkeeper.guard.link;

import java.io.Closeable;
import java.io.IOException;

/**
 * A connection. Reads and writes block, and do not block each other: one thread may read while
 * another writes, and any thread may close, which ends both with an exception.
 */
public interface Link extends Closeable {
  /**
   * Reads at least one byte.
   *
   * @return how many bytes were read, or -1 at the end
   */
  int read(byte[] bytes, int offset, int count) throws IOException;

  /** Writes all the bytes. */
  void write(byte[] bytes, int offset, int count) throws IOException;

  /** Writes all the bytes. */
  default void write(byte[] bytes) throws IOException {
    write(bytes, 0, bytes.length);
  }

  /** Tells the other end that nothing more comes; it may still send. */
  void endOutput() throws IOException;

  /** Closes the connection; a failure to do so changes nothing for anybody. */
  @Override
  void close();
}
