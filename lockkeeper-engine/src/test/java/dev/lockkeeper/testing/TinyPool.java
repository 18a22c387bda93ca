package dev.lockkeeper.testing;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * A pool as applications have one: connections are wrapped, and closing one gives the physical
 * connection back unless it is dead. It resets nothing. Thread-safe.
 */
public final class TinyPool implements DataSource {
  private final String url;
  private final Deque<Connection> idle = new ArrayDeque<>();
  private int opened;

  public TinyPool(String url) {
    this.url = url;
  }

  /** How many physical connections were opened so far. */
  public synchronized int opened() {
    return opened;
  }

  @Override
  public synchronized Connection getConnection() throws SQLException {
    while (!idle.isEmpty()) {
      Connection connection = idle.pop();
      if (connection.isValid(1)) {
        return wrapped(connection);
      }
    }
    opened++;
    return wrapped(DriverManager.getConnection(url));
  }

  private Connection wrapped(Connection real) {
    return (Connection)
        Proxy.newProxyInstance(
            TinyPool.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("close")) {
                giveBack(real);
                return null;
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private synchronized void giveBack(Connection real) {
    idle.push(real);
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public PrintWriter getLogWriter() {
    return new PrintWriter(System.err, true);
  }

  @Override
  public void setLogWriter(PrintWriter out) throws SQLException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public int getLoginTimeout() {
    return 0;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("wraps nothing");
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
