package dev.lockkeeper.rehearsal.scratch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one thread of one process at a time pass: whoever makes, starts, joins, leaves or stops a
 * project's server. The system opens the gate again when the process dies.
 */
final class Gate implements AutoCloseable {
  /** A file lock belongs to the whole process, so threads of this one need a lock of their own. */
  private static final ReentrantLock THREADS = new ReentrantLock();

  private final FileChannel channel;

  private Gate(FileChannel channel) {
    this.channel = channel;
  }

  /** Waits for the gate and closes it behind the caller. */
  static Gate enter(Path file) {
    THREADS.lock();
    try {
      return new Gate(lock(file));
    } catch (IOException e) {
      THREADS.unlock();
      throw StateFolder.unusable(file, e);
    }
  }

  private static FileChannel lock(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      channel.lock();
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Opens the gate; closing the file gives its lock back. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      THREADS.unlock();
    }
  }
}
