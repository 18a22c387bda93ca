package dev.lockkeeper.database.postgres;

import dev.lockkeeper.database.cloudsql.CloudSqlConnector;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.settings.Secret;
import dev.lockkeeper.settings.Timing;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/**
 * What the driver is told. Server settings travel in the start-up message, so that they cost no
 * turn and {@code RESET ALL} comes back to them.
 */
final class ConnectionProperties {
  private ConnectionProperties() {}

  static String url(DatabaseAddress address) {
    String host = address.isSocket() ? "localhost" : address.host();
    String bracketed = host.contains(":") ? "[" + host + "]" : host;
    String database =
        URLEncoder.encode(address.database(), StandardCharsets.UTF_8).replace("+", "%20");
    return "jdbc:postgresql://" + bracketed + ":" + address.port() + "/" + database;
  }

  static Properties of(DatabaseAddress address, Timing timing) {
    Properties properties = new Properties();
    properties.setProperty("ApplicationName", "lockkeeper");
    properties.setProperty("tcpKeepAlive", "true");
    long connectSeconds = Math.max(1, timing.connectTimeout().toSeconds());
    properties.setProperty("connectTimeout", Long.toString(connectSeconds));
    properties.setProperty("loginTimeout", Long.toString(connectSeconds));
    address.parameters().forEach(properties::setProperty);
    if (address.instance().isPresent()) {
      CloudSqlConnector.configure(properties);
    }
    if (!address.user().isEmpty()) {
      properties.setProperty("user", address.user());
    }
    CloudSqlConnector.withLogin(address)
        .password()
        .map(Secret::reveal)
        .ifPresent(p -> properties.setProperty("password", p));
    address.socketFile().ifPresent(file -> UnixSocketFactory.configure(properties, file));
    properties.setProperty("preferQueryMode", "simple");
    properties.setProperty("assumeMinServerVersion", "14");
    String own = properties.getProperty("options", "");
    properties.setProperty("options", (ServerSettings.startUpOptions(timing) + " " + own).strip());
    return properties;
  }
}
