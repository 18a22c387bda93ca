package dev.lockkeeper;

import dev.lockkeeper.testing.TempPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;

/** What tests share of programs that left something behind in the server. */
abstract class LeftoversScene extends GuardedScene {
  static final String DEAD = "00000000-0000-0000-0000-00000000dead";

  /** A run on record without an end, as one leaves that is killed, with sessions on the server. */
  void died(Busy... sessions) {
    scene.execute(
        "INSERT INTO lockkeeper.run (id, project, environment, action, actor, host, tool_version,"
            + " plan_hash, locked, backend_pid) VALUES ('"
            + DEAD
            + "', 'default', 'default', 'run', 'a', 'b', '1', '', true, 1)");
    for (Busy each : sessions) {
      scene.execute(
          "INSERT INTO lockkeeper.backend SELECT '"
              + DEAD
              + "', pid, backend_start, 1 FROM pg_stat_activity WHERE pid = "
              + each.pid());
    }
  }

  /** A session for which the server works, and whose client goes when it has ended. */
  final class Busy implements AutoCloseable {
    private final Connection connection;
    private final int pid;
    private final CompletableFuture<Void> working;

    Busy(String sql) throws SQLException {
      this(
          sql,
          DriverManager.getConnection(
              TempPostgres.shared().jdbcUrl(scene.database()) + "&preferQueryMode=simple"));
    }

    Busy(String sql, String role) throws SQLException {
      this(sql, TempPostgres.shared().connect(scene.database(), role));
    }

    private Busy(String sql, Connection connection) throws SQLException {
      this.connection = connection;
      Statement statement = connection.createStatement();
      pid = pidOf(statement);
      working =
          CompletableFuture.runAsync(
              () -> {
                try (connection;
                    statement) {
                  statement.execute(sql);
                } catch (SQLException e) {
                  // Cancelled, or ended.
                }
              });
      while (!isAtWork()) {
        Thread.onSpinWait();
      }
    }

    boolean isAtWork() {
      return scene
          .value(
              "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND pid = " + pid)
          .equals("1");
    }

    void end() {
      scene.execute("SELECT pg_terminate_backend(" + pid + ")");
    }

    int pid() {
      return pid;
    }

    @Override
    public void close() throws SQLException {
      connection.close();
      working.join();
    }
  }

  static int pidOf(Statement statement) {
    try (ResultSet result = statement.executeQuery("SELECT pg_backend_pid()")) {
      result.next();
      return result.getInt(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
