package dev.lockkeeper.guard.link;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A plain connection over TCP or a Unix socket. */
public final class ChannelLink implements Link {
  /** The JDK keeps a direct buffer as large as the largest single transfer of a thread. */
  private static final int LARGEST_TRANSFER = 64 * 1024;

  private final SocketChannel channel;
  private final boolean isTcp;

  /**
   * A link over a connected channel in blocking mode.
   *
   * @throws IOException if the channel is closed meanwhile
   */
  public ChannelLink(SocketChannel channel) throws IOException {
    this.channel = channel;
    this.isTcp = channel.getRemoteAddress() instanceof InetSocketAddress;
    if (isTcp) {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    }
  }

  boolean isTcp() {
    return isTcp;
  }

  /** The TCP connection as a socket, for TLS on top of it. */
  Socket socket() {
    return channel.socket();
  }

  @Override
  public int read(byte[] bytes, int offset, int count) throws IOException {
    return channel.read(ByteBuffer.wrap(bytes, offset, Math.min(count, LARGEST_TRANSFER)));
  }

  @Override
  public void write(byte[] bytes, int offset, int count) throws IOException {
    int end = offset + count;
    int next = offset;
    while (next < end) {
      int written =
          channel.write(ByteBuffer.wrap(bytes, next, Math.min(end - next, LARGEST_TRANSFER)));
      if (written < 0) {
        throw new EOFException("the connection is closed");
      }
      next += written;
    }
  }

  @Override
  public void endOutput() throws IOException {
    channel.shutdownOutput();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // Its descriptor is given back all the same.
    }
  }
}
