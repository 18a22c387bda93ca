package dev.lockkeeper.database.postgres;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connected Unix socket with blocking reads and writes that do not block each other. The channel
 * is non-blocking and each direction waits on a selector of its own, which gives reads a timeout
 * and lets {@link #close()} wake both. Thread-safe for one reader and one writer at a time.
 */
final class UnixChannel {
  /** The JDK keeps a direct buffer as large as the largest single transfer; this bounds it. */
  private static final int LARGEST_TRANSFER = 64 * 1024;

  /** What fits into a socket address, in bytes. */
  private static final int LONGEST_PATH = 107;

  private static final long PAUSE_BETWEEN_CONNECTS_MILLIS = 10;

  private final SocketChannel channel;
  private final Selector readable;
  private final Selector writable;
  private volatile boolean closed;

  private UnixChannel(SocketChannel channel, Selector readable, Selector writable)
      throws IOException {
    this.channel = channel;
    this.readable = readable;
    this.writable = writable;
    channel.register(readable, SelectionKey.OP_READ);
    channel.register(writable, SelectionKey.OP_WRITE);
  }

  /**
   * Connects to a socket file.
   *
   * @param timeoutMillis how long to wait for a server whose queue is full; 0 for no limit
   * @throws SocketTimeoutException if the queue stayed full
   * @throws ConnectException if no server listens there
   */
  static UnixChannel open(Path file, int timeoutMillis) throws IOException {
    long deadline = deadline(timeoutMillis);
    while (true) {
      SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        channel.configureBlocking(false);
        if (channel.connect(UnixDomainSocketAddress.of(file))) {
          return new UnixChannel(channel, Selector.open(), Selector.open());
        }
        channel.close();
      } catch (IOException e) {
        channel.close();
        if (!isQueueFull(file, e)) {
          throw cannotConnect(file, e);
        }
      }
      pauseBeforeNextConnect(file, deadline);
    }
  }

  /**
   * A Unix socket is never "connecting": where the server's queue is full the system says EAGAIN,
   * which the JDK throws as a plain {@link SocketException} with a translated text. Absent files
   * and missing rights, which it also throws, are told apart here.
   */
  private static boolean isQueueFull(Path file, IOException failure) {
    return failure.getClass() == SocketException.class
        && Files.exists(file)
        && file.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST_PATH;
  }

  /**
   * Reads at least one byte.
   *
   * @param timeoutMillis how long to wait for it; 0 for no limit
   * @return how many bytes were read, or -1 at the end
   * @throws SocketTimeoutException if none came in time; the channel stays usable
   */
  int read(byte[] bytes, int offset, int length, int timeoutMillis) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, Math.min(length, LARGEST_TRANSFER));
    long deadline = deadline(timeoutMillis);
    synchronized (readable) {
      while (true) {
        int count = transferred(() -> channel.read(buffer));
        if (count != 0) {
          return count;
        }
        await(readable, deadline);
      }
    }
  }

  /** Writes all bytes, waiting for as long as the server does not take them. */
  void write(byte[] bytes, int offset, int length) throws IOException {
    int end = offset + length;
    int next = offset;
    synchronized (writable) {
      while (next < end) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, next, Math.min(end - next, LARGEST_TRANSFER));
        int count = transferred(() -> channel.write(buffer));
        next += count;
        if (count == 0) {
          await(writable, deadline(0));
        }
      }
    }
  }

  /** Tells the server that nothing more comes. */
  void shutdownOutput() throws IOException {
    channel.shutdownOutput();
  }

  /** Makes further reads return the end. */
  void shutdownInput() throws IOException {
    channel.shutdownInput();
  }

  /** Closes the connection; a read or write that waits in another thread ends with an exception. */
  void close() throws IOException {
    closed = true;
    channel.close();
    readable.close();
    writable.close();
  }

  private interface Transfer {
    int run() throws IOException;
  }

  private static int transferred(Transfer transfer) throws IOException {
    try {
      return transfer.run();
    } catch (ClosedChannelException e) {
      throw closed(e);
    }
  }

  /** Waits for readiness. An interrupt is kept for the caller, as a plain socket does. */
  private void await(Selector selector, long deadline) throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        long left = millisLeft(deadline);
        if (left < 0) {
          throw new SocketTimeoutException("Read timed out");
        }
        int ready = selector.select(left);
        selector.selectedKeys().clear();
        if (closed) {
          throw closed(null);
        }
        if (ready > 0) {
          return;
        }
        interrupted |= Thread.interrupted();
      }
    } catch (ClosedSelectorException e) {
      throw closed(e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static SocketException closed(@Nullable Exception cause) {
    SocketException exception = new SocketException("Socket closed");
    exception.initCause(cause);
    return exception;
  }

  private static ConnectException cannotConnect(Path file, IOException cause) {
    ConnectException failure =
        new ConnectException("cannot connect to the socket " + file + ": " + cause.getMessage());
    failure.initCause(cause);
    return failure;
  }

  private static void pauseBeforeNextConnect(Path file, long deadline) throws IOException {
    if (millisLeft(deadline) < 0) {
      throw new SocketTimeoutException(
          "the server at the socket " + file + " did not take the connection in time");
    }
    try {
      Thread.sleep(PAUSE_BETWEEN_CONNECTS_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SocketException("interrupted while connecting to the socket " + file);
    }
  }

  private static long deadline(int timeoutMillis) {
    return timeoutMillis == 0
        ? Long.MAX_VALUE
        : System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
  }

  /** What to give to a selector: 0 for no limit, -1 when the time is over. */
  private static long millisLeft(long deadline) {
    if (deadline == Long.MAX_VALUE) {
      return 0;
    }
    long nanos = deadline - System.nanoTime();
    return nanos <= 0 ? -1 : TimeUnit.NANOSECONDS.toMillis(nanos) + 1;
  }
}
