package dev.lockkeeper.cli;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A program as others write them: sends its arguments to the database that {@code PGHOST} and its
 * like name, one after the other. Arguments that begin with a colon are orders.
 */
final class SqlMain {
  private SqlMain() {}

  public static void main(String[] arguments) throws Exception {
    List<Connection> connections = new ArrayList<>(List.of(connect()));
    Connection connection = connections.get(0);
    for (String argument : arguments) {
      String order = argument.replaceFirst("=.*", "");
      String value = argument.substring(Math.min(argument.length(), order.length() + 1));
      switch (order) {
        case ":begin" -> connection.setAutoCommit(false);
        case ":commit" -> connection.commit();
        case ":exit" -> Runtime.getRuntime().halt(Integer.parseInt(value));
        case ":kill" -> kill();
        case ":sleep" -> Thread.sleep(Long.parseLong(value));
        case ":read" -> System.out.println("read " + System.in.read());
        case ":print" -> System.out.println(System.getenv(value));
        case ":connections" -> {
          while (connections.size() < Integer.parseInt(value)) {
            connections.add(connect());
            execute(connections.get(connections.size() - 1), "SELECT 1");
          }
        }
        default -> execute(connection, argument);
      }
    }
  }

  private static void kill() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-9", Long.toString(ProcessHandle.current().pid()))
        .start()
        .waitFor();
    Thread.sleep(60_000);
  }

  private static Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://"
            + System.getenv("PGHOST")
            + ":"
            + System.getenv("PGPORT")
            + "/"
            + System.getenv("PGDATABASE"),
        System.getenv("PGUSER"),
        System.getenv("PGPASSWORD"));
  }

  /** Like psql without ON_ERROR_STOP: says that it failed, and goes on. */
  private static void execute(Connection connection, String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      System.err.println(e.getMessage());
    }
  }
}
