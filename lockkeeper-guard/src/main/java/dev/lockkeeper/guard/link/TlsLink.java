package dev.lockkeeper.guard.link;

import java.io.IOException;
import java.net.Socket;
import java.security.cert.Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A connection encrypted with TLS, on top of a plain one. */
public final class TlsLink implements Link {
  private final ChannelLink plain;
  private final SSLSocket socket;

  private TlsLink(ChannelLink plain, SSLSocket socket) {
    this.plain = plain;
    this.socket = socket;
  }

  /**
   * Encrypts a connection as its client.
   *
   * @param plain a TCP connection
   * @param context decides whom to trust
   * @param host the name of the server
   * @param checkName whether the certificate must be for this name
   * @throws IOException if the two ends do not agree, or the certificate is not trusted
   */
  public static TlsLink client(
      ChannelLink plain, SSLContext context, String host, boolean checkName) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(plain.socket(), host, plain.socket().getPort(), true);
    if (checkName) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
    }
    socket.startHandshake();
    return new TlsLink(plain, socket);
  }

  /**
   * Encrypts a connection as its server.
   *
   * @param plain a TCP connection
   * @param context has the certificate to show
   * @throws IOException if the two ends do not agree
   */
  public static TlsLink server(ChannelLink plain, SSLContext context) throws IOException {
    Socket tcp = plain.socket();
    SSLSocket socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(tcp, tcp.getInetAddress().getHostAddress(), tcp.getPort(), true);
    socket.setUseClientMode(false);
    socket.startHandshake();
    return new TlsLink(plain, socket);
  }

  /** The certificate of the server. */
  public Certificate certificate() throws IOException {
    return socket.getSession().getPeerCertificates()[0];
  }

  @Override
  public int read(byte[] bytes, int offset, int count) throws IOException {
    return socket.getInputStream().read(bytes, offset, count);
  }

  @Override
  public void write(byte[] bytes, int offset, int count) throws IOException {
    socket.getOutputStream().write(bytes, offset, count);
  }

  @Override
  public void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  /** Closes without the farewell of TLS, which a peer that does not read would hold up. */
  @Override
  public void close() {
    plain.close();
  }
}
