package dev.lockkeeper.database.postgres;

import dev.lockkeeper.database.Database;
import dev.lockkeeper.database.Session;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.settings.Timing;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;
import org.postgresql.Driver;

/** A PostgreSQL database, reached by address or through a data source. Thread-safe. */
public final class PostgresDatabase implements Database {
  private final Connector connector;
  private final String display;
  private final Timing timing;
  private final boolean aborts;

  private PostgresDatabase(Connector connector, String display, Timing timing, boolean aborts) {
    this.connector = connector;
    this.display = display;
    this.timing = timing;
    this.aborts = aborts;
  }

  /** A database at an address. Its sessions use the simple query protocol. */
  public static PostgresDatabase at(DatabaseAddress address, Timing timing) {
    Properties properties = ConnectionProperties.of(address, timing);
    String url = ConnectionProperties.url(address);
    Driver driver = new Driver();
    return new PostgresDatabase(
        () -> driver.connect(url, (Properties) properties.clone()),
        address.display(),
        timing,
        false);
  }

  /**
   * A database behind a data source. Sessions unwrap its connections and, at their end, abort the
   * physical connection, so that neither the lock nor a setting goes back to a pool.
   */
  public static PostgresDatabase of(DataSource source, Timing timing) {
    return new PostgresDatabase(source::getConnection, "the data source", timing, true);
  }

  @Override
  public Session open() {
    long deadline = System.nanoTime() + timing.connectTimeout().toNanos();
    while (true) {
      try {
        Connection connection = connector.connect();
        connection.setAutoCommit(true);
        return new PostgresSession(this, connection, timing, aborts);
      } catch (SQLException e) {
        if (!ConnectFailure.isPassing(e) || System.nanoTime() > deadline) {
          throw ConnectFailure.explain(e, display);
        }
        pause();
      }
    }
  }

  @Override
  public String display() {
    return display;
  }

  private static void pause() {
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(50, 300));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw LockkeeperException.because(ErrorCode.INTERRUPTED, "interrupted while connecting")
          .databaseState("Nothing was changed.")
          .hint("Run the command again.")
          .build();
    }
  }

  /** Makes a connection. */
  @FunctionalInterface
  interface Connector {
    Connection connect() throws SQLException;
  }
}
