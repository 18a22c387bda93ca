import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.Executors;

/**
 * The application. It does not migrate: it expects the schema of its version to be there, and
 * answers 500 where it is not. {@code SHOP_DATABASE} has the address of the database. Prints the
 * port that it listens on.
 */
final class Shop {
  private final String query;
  private Connection connection;

  private Shop(String query) {
    this.query = query;
  }

  public static void main(String[] arguments) throws IOException {
    Shop shop = new Shop(Files.readString(Path.of("products.sql")));
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/products", shop::answer);
    server.start();
    System.out.println(server.getAddress().getPort());
  }

  private void answer(HttpExchange exchange) throws IOException {
    int status = 200;
    String text;
    try {
      // A request that takes its time shows whether the front waits for it.
      if ("slow".equals(exchange.getRequestURI().getQuery())) {
        Thread.sleep(500);
      }
      text = products();
    } catch (SQLException | InterruptedException e) {
      status = 500;
      text = e.getMessage() + "\n";
      System.err.println(e.getMessage());
    }
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private synchronized String products() throws SQLException {
    if (connection == null || !connection.isValid(5)) {
      connection = connect(URI.create(System.getenv("SHOP_DATABASE")));
    }
    StringBuilder text = new StringBuilder();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        text.append(rows.getString(1)).append(' ').append(rows.getBigDecimal(2)).append('\n');
      }
    }
    return text.toString();
  }

  private static Connection connect(URI address) throws SQLException {
    String[] user = address.getUserInfo().split(":", 2);
    Properties properties = new Properties();
    properties.setProperty("user", user[0]);
    properties.setProperty("password", user[1]);
    properties.setProperty("sslmode", "disable");
    return DriverManager.getConnection(
        "jdbc:postgresql://" + address.getHost() + ":" + address.getPort() + address.getPath(),
        properties);
  }
}
