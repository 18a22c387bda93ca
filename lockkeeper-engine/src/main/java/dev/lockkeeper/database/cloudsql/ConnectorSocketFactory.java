package dev.lockkeeper.database.cloudsql;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Properties;
import javax.net.SocketFactory;

/**
 * Lets the driver connect through the connector. The driver makes it by name, with its parameters,
 * and then asks for a socket that is connected already. Thread-safe.
 */
public final class ConnectorSocketFactory extends SocketFactory {
  private final Properties parameters;

  /**
   * A factory for connections to one instance.
   *
   * @param parameters the driver's, those of the connector among them
   */
  public ConnectorSocketFactory(Properties parameters) {
    this.parameters = new Properties();
    parameters.stringPropertyNames().stream()
        .filter(name -> !name.equals("password"))
        .forEach(name -> this.parameters.setProperty(name, parameters.getProperty(name)));
  }

  @Override
  public Socket createSocket() throws IOException {
    return CloudSqlConnector.connect(parameters);
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return createSocket();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return createSocket();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return createSocket();
  }

  @Override
  public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
      throws IOException {
    return createSocket();
  }
}
