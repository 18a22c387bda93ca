package dev.lockkeeper.database.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Properties;
import javax.net.SocketFactory;

/**
 * Lets the driver talk to a server over a Unix socket. The driver makes it by name, from its
 * parameters {@code socketFactory} and {@code socketFactoryArg}; the host and port that it then
 * asks for are ignored. Thread-safe.
 */
public final class UnixSocketFactory extends SocketFactory {
  private final Path file;

  /**
   * A factory for connections to one socket file.
   *
   * @param path the socket file, such as {@code /var/run/postgresql/.s.PGSQL.5432}
   */
  public UnixSocketFactory(String path) {
    this.file = Path.of(path);
  }

  /**
   * Tells the driver to connect to a socket file. TLS is switched off, since PostgreSQL offers none
   * on a Unix socket.
   */
  static void configure(Properties driverParameters, String path) {
    driverParameters.setProperty("socketFactory", UnixSocketFactory.class.getName());
    driverParameters.setProperty("socketFactoryArg", path);
    driverParameters.setProperty("sslmode", "disable");
    driverParameters.setProperty("gssEncMode", "disable");
  }

  @Override
  public Socket createSocket() {
    return new UnixSocket(file);
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return connected();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return connected();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return connected();
  }

  @Override
  public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
      throws IOException {
    return connected();
  }

  private Socket connected() throws IOException {
    Socket socket = createSocket();
    socket.connect(InetSocketAddress.createUnresolved("localhost", 0));
    return socket;
  }
}
