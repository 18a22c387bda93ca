package dev.lockkeeper.database.cloudsql;

import dev.lockkeeper.extension.JarBeside;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.settings.Secret;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.Socket;
import java.util.Properties;
import javax.net.SocketFactory;

/**
 * Google's connector for Cloud SQL, {@code com.google.cloud.sql:postgres-socket-factory}. It asks
 * the SQL Admin API for the instance's address and a certificate, and connects with TLS; the names
 * of the parameters are those of its documentation. Thread-safe.
 */
public final class CloudSqlConnector {
  private static final String FACTORY = "com.google.cloud.sql.postgres.SocketFactory";

  private static final JarBeside JAR = new JarBeside("lockkeeper-cloud-sql.jar");

  private static final String REFRESH = "cloudSqlRefreshStrategy";

  /** Asks for new certificates only when they are needed, as short-lived programs should. */
  private static final String WHEN_NEEDED = "lazy";

  /** The server knows the role by the token in the certificate; the driver insists on some text. */
  private static final Secret UNUSED_PASSWORD = Secret.of("unused-with-iam");

  private CloudSqlConnector() {}

  /** Whether the connector is on the class path, or in its jar beside ours. */
  public static boolean isInstalled() {
    return JAR.loaderOf(FACTORY).isPresent();
  }

  /**
   * The address with a password that is not used, where the role logs in by IAM.
   *
   * @param address of an instance
   */
  public static DatabaseAddress withLogin(DatabaseAddress address) {
    boolean isByIam = "true".equalsIgnoreCase(address.parameters().get("enableIamAuth"));
    boolean hasPassword =
        address.password().filter(secret -> !secret.reveal().isEmpty()).isPresent();
    return isByIam && !hasPassword ? address.withPassword(UNUSED_PASSWORD) : address;
  }

  /**
   * Tells a driver to connect through the connector, which encrypts.
   *
   * @throws LockkeeperException with {@link ErrorCode#SETTINGS} if it is not installed
   */
  public static void configure(Properties driverParameters) {
    requireInstalled();
    driverParameters.setProperty("socketFactory", ConnectorSocketFactory.class.getName());
    driverParameters.setProperty("sslmode", "disable");
    driverParameters.setProperty("gssEncMode", "disable");
  }

  /**
   * Connects to an instance.
   *
   * @throws IOException if it cannot be reached
   * @throws LockkeeperException with {@link ErrorCode#SETTINGS} if the connector is not installed
   */
  public static Socket connect(DatabaseAddress address) throws IOException {
    Properties properties = new Properties();
    address.parameters().forEach(properties::setProperty);
    return connect(properties);
  }

  static Socket connect(Properties parameters) throws IOException {
    ClassLoader loader = requireInstalled();
    Properties properties = new Properties();
    properties.putAll(parameters);
    properties.putIfAbsent(REFRESH, WHEN_NEEDED);
    try {
      SocketFactory factory =
          Class.forName(FACTORY, true, loader)
              .asSubclass(SocketFactory.class)
              .getConstructor(Properties.class)
              .newInstance(properties);
      return factory.createSocket();
    } catch (InvocationTargetException e) {
      throw new IOException(CloudSqlFailure.reason(e), e);
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new IOException("its connector does not work here: " + e, e);
    } catch (RuntimeException e) {
      // The connector reports most of what goes wrong like this.
      throw new IOException(CloudSqlFailure.reason(e), e);
    }
  }

  private static ClassLoader requireInstalled() {
    return JAR.loaderOf(FACTORY).orElseThrow(CloudSqlConnector::notInstalled);
  }

  private static LockkeeperException notInstalled() {
    return LockkeeperException.because(
            ErrorCode.SETTINGS,
            "the address names a Cloud SQL instance, but Google's connector is not installed")
        .databaseState("Nothing was sent to the database.")
        .hint(
            "Put lockkeeper-cloud-sql.jar of the distribution beside lockkeeper.jar; in an"
                + " application, add com.google.cloud.sql:postgres-socket-factory. Or let `proxy`"
                + " in lockkeeper.yaml start cloud-sql-proxy.")
        .build();
  }
}
