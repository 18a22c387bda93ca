package dev.lockkeeper.database.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Socket} over a Unix socket, as far as a JDBC driver uses one. {@code
 * SocketChannel.socket()} refuses Unix channels, hence this adapter. TCP options are accepted and
 * have no effect. As thread-safe as a plain socket: one reader and one writer at a time, and {@link
 * #close()} from any thread.
 */
final class UnixSocket extends Socket {
  private static final int BUFFER_SIZE = 64 * 1024;

  private final Path file;
  private volatile @Nullable UnixChannel channel;
  private volatile boolean closed;
  private volatile int timeoutMillis;

  UnixSocket(Path file) {
    this.file = file;
  }

  @Override
  public void connect(@Nullable SocketAddress ignored) throws IOException {
    connect(ignored, 0);
  }

  /** Connects to the socket file, whatever address is given. */
  @Override
  public void connect(@Nullable SocketAddress ignored, int timeout) throws IOException {
    if (timeout < 0) {
      throw new IllegalArgumentException("connect: timeout can't be negative");
    }
    if (channel != null) {
      throw new SocketException("already connected");
    }
    UnixChannel opened = UnixChannel.open(file, timeout);
    synchronized (this) {
      if (!closed) {
        channel = opened;
        return;
      }
    }
    opened.close();
    throw new SocketException("Socket closed");
  }

  @Override
  public InputStream getInputStream() throws IOException {
    UnixChannel source = connectedChannel();
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        return length == 0 ? 0 : source.read(bytes, offset, length, timeoutMillis);
      }

      @Override
      public void close() throws IOException {
        UnixSocket.this.close();
      }
    };
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    UnixChannel sink = connectedChannel();
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        sink.write(bytes, offset, length);
      }

      @Override
      public void close() throws IOException {
        UnixSocket.this.close();
      }
    };
  }

  private UnixChannel connectedChannel() throws SocketException {
    UnixChannel current = channel;
    if (closed) {
      throw new SocketException("Socket closed");
    }
    if (current == null) {
      throw new SocketException("Socket is not connected");
    }
    return current;
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    UnixChannel current = channel;
    if (current != null) {
      current.close();
    }
  }

  @Override
  public void shutdownInput() throws IOException {
    connectedChannel().shutdownInput();
  }

  @Override
  public void shutdownOutput() throws IOException {
    connectedChannel().shutdownOutput();
  }

  @Override
  public boolean isConnected() {
    return channel != null;
  }

  @Override
  public boolean isBound() {
    return channel != null;
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public synchronized void setSoTimeout(int timeout) {
    if (timeout < 0) {
      throw new IllegalArgumentException("timeout can't be negative");
    }
    timeoutMillis = timeout;
  }

  @Override
  public synchronized int getSoTimeout() {
    return timeoutMillis;
  }

  @Override
  public SocketAddress getRemoteSocketAddress() {
    return UnixDomainSocketAddress.of(file);
  }

  @Override
  public InetAddress getInetAddress() {
    return InetAddress.getLoopbackAddress();
  }

  @Override
  public int getPort() {
    return 0;
  }

  @Override
  public void bind(@Nullable SocketAddress ignored) {
    // A client's end of a Unix socket needs no name.
  }

  @Override
  public void setTcpNoDelay(boolean on) {
    // Unix sockets send at once.
  }

  @Override
  public boolean getTcpNoDelay() {
    return true;
  }

  @Override
  public void setKeepAlive(boolean on) {
    // Both ends are on one machine: a vanished peer is seen at once.
  }

  @Override
  public boolean getKeepAlive() {
    return false;
  }

  @Override
  public void setSendBufferSize(int size) {
    // The system's default is used.
  }

  @Override
  public int getSendBufferSize() {
    return BUFFER_SIZE;
  }

  @Override
  public void setReceiveBufferSize(int size) {
    // The system's default is used.
  }

  @Override
  public int getReceiveBufferSize() {
    return BUFFER_SIZE;
  }

  @Override
  public void setSoLinger(boolean on, int linger) {
    // Closing a Unix socket never loses what was written.
  }

  @Override
  public int getSoLinger() {
    return -1;
  }

  @Override
  public String toString() {
    return "UnixSocket[" + file + "]";
  }
}
