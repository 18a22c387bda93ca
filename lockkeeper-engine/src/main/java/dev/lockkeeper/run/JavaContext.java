package dev.lockkeeper.run;

import dev.lockkeeper.migration.JavaMigration;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** What a Java migration is given: a connection that keeps its hands off the transaction. */
final class JavaContext implements JavaMigration.Context {
  private static final int ROWS_PER_TURN = 1000;
  private static final Set<String> REFUSED =
      Set.of("commit", "rollback", "setAutoCommit", "close", "abort", "setTransactionIsolation");

  private final Connection connection;
  private final Consumer<String> progress;

  JavaContext(Connection connection, Consumer<String> progress) {
    this.connection = guarded(connection);
    this.progress = progress;
  }

  @Override
  public Connection connection() {
    return connection;
  }

  @Override
  public long batch(String sql, Iterable<List<?>> rows) throws SQLException {
    long changed = 0;
    long sent = 0;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int waiting = 0;
      for (List<?> row : rows) {
        for (int i = 0; i < row.size(); i++) {
          statement.setObject(i + 1, row.get(i));
        }
        statement.addBatch();
        if (++waiting == ROWS_PER_TURN) {
          changed += run(statement);
          sent += waiting;
          waiting = 0;
          progress.accept(sent + " rows");
        }
      }
      if (waiting > 0) {
        changed += run(statement);
      }
    }
    return changed;
  }

  private static long run(PreparedStatement statement) throws SQLException {
    long changed = 0;
    for (int count : statement.executeBatch()) {
      changed += Math.max(0, count);
    }
    return changed;
  }

  @Override
  public void progress(String message) {
    progress.accept(message);
  }

  private static Connection guarded(Connection real) {
    return (Connection)
        Proxy.newProxyInstance(
            JavaContext.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              boolean savepoint = method.getName().equals("rollback") && arguments != null;
              if (REFUSED.contains(method.getName()) && !savepoint) {
                throw new SQLException(
                    "Lockkeeper owns the transaction: " + method.getName() + "() is refused here",
                    "25000");
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
              }
            });
  }
}
