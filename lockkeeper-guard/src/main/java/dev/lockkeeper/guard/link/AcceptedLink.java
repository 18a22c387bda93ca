package dev.lockkeeper.guard.link;

import java.io.IOException;
import javax.net.ssl.SSLContext;

/** A connection of a client, which may ask for TLS at its beginning. */
public final class AcceptedLink implements Link {
  private final ChannelLink plain;
  private volatile Link current;

  /** A link that is not encrypted yet. */
  public AcceptedLink(ChannelLink plain) {
    this.plain = plain;
    this.current = plain;
  }

  /** Whether it may be encrypted: a Unix socket never leaves the machine's memory. */
  public boolean mayEncrypt() {
    return plain.isTcp();
  }

  /**
   * Encrypts the connection, as its server. Nobody may read or write meanwhile.
   *
   * @throws IOException if the two ends do not agree
   */
  public void encrypt(SSLContext context) throws IOException {
    current = TlsLink.server(plain, context);
  }

  @Override
  public int read(byte[] bytes, int offset, int count) throws IOException {
    return current.read(bytes, offset, count);
  }

  @Override
  public void write(byte[] bytes, int offset, int count) throws IOException {
    current.write(bytes, offset, count);
  }

  @Override
  public void endOutput() throws IOException {
    current.endOutput();
  }

  @Override
  public void close() {
    plain.close();
  }
}
