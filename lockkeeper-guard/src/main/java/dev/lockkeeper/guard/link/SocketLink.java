package dev.lockkeeper.guard.link;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/** A connection over a socket that somebody else has made, and may encrypt. */
public final class SocketLink implements Link {
  /** A socket with TLS waits so long for a writer before it closes without its farewell. */
  private static final int LINGER_SECONDS = 1;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  /**
   * A link over a connected socket.
   *
   * @throws IOException if the socket is closed meanwhile
   */
  public SocketLink(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.setKeepAlive(true);
    socket.setSoLinger(true, LINGER_SECONDS);
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
  }

  @Override
  public int read(byte[] bytes, int offset, int count) throws IOException {
    return in.read(bytes, offset, count);
  }

  @Override
  public void write(byte[] bytes, int offset, int count) throws IOException {
    out.write(bytes, offset, count);
    out.flush();
  }

  @Override
  public void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // Its descriptor is given back all the same.
    }
  }
}
