import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;

/**
 * A small front: listens on one port, and passes each request on to a revision of the application
 * by the revisions' shares. On a second port it takes orders: what a load balancer's API would do.
 * Arguments: both ports, the folder of the images, and the class path of the driver.
 */
final class Front {
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final Revisions revisions;

  private Front(Revisions revisions) {
    this.revisions = revisions;
  }

  public static void main(String[] arguments) throws IOException {
    Revisions revisions = new Revisions(Path.of(arguments[2]).toAbsolutePath(), arguments[3]);
    Runtime.getRuntime().addShutdownHook(new Thread(revisions::close));
    Front front = new Front(revisions);
    HttpServer traffic = listen(Integer.parseInt(arguments[0]));
    traffic.createContext("/", front::pass);
    HttpServer orders = listen(Integer.parseInt(arguments[1]));
    orders.createContext("/serving", exchange -> answer(exchange, 200, front.serving()));
    orders.createContext("/deploy/", order(front::deploy));
    orders.createContext("/ready/", order(front::ready));
    orders.createContext("/traffic/", order(front::traffic));
    orders.createContext("/drained/", order(front::drained));
    orders.createContext("/revisions/", front::passToOne);
    traffic.start();
    orders.start();
    System.out.println("The front listens.");
  }

  private static HttpServer listen(int port) throws IOException {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      server.setExecutor(Executors.newCachedThreadPool());
      return server;
    } catch (IOException e) {
      throw new IOException(
          "port " + port + ": " + e.getMessage() + " (SHOP_PORT and SHOP_ADMIN_PORT name others)",
          e);
    }
  }

  private void pass(HttpExchange exchange) throws IOException {
    Optional<Revisions.Passage> passage = revisions.enter();
    if (passage.isEmpty()) {
      answer(exchange, 503, "Nothing serves yet.");
      return;
    }
    pass(exchange, passage.get(), exchange.getRequestURI().toString());
  }

  /** {@code /revisions/NAME/PATH}, for the smoke check. */
  private void passToOne(HttpExchange exchange) throws IOException {
    String[] parts = exchange.getRequestURI().toString().split("/", 4);
    Optional<Revisions.Passage> passage = revisions.enter(parts[2]);
    if (passage.isEmpty()) {
      answer(exchange, 404, "There is no revision " + parts[2] + ".");
      return;
    }
    pass(exchange, passage.get(), "/" + (parts.length > 3 ? parts[3] : ""));
  }

  private void pass(HttpExchange exchange, Revisions.Passage passage, String target)
      throws IOException {
    try {
      HttpResponse<byte[]> response = ask(passage.address().resolve(target));
      exchange
          .getResponseHeaders()
          .set("Shop-Revision", passage.image() + " as " + passage.revision());
      long length = response.body().length == 0 ? -1 : response.body().length;
      exchange.sendResponseHeaders(response.statusCode(), length);
      exchange.getResponseBody().write(response.body());
      exchange.close();
    } catch (IOException e) {
      answer(exchange, 502, passage.revision() + " does not answer: " + e.getMessage());
    } finally {
      revisions.leave(passage);
    }
  }

  private HttpResponse<byte[]> ask(URI address) throws IOException {
    try {
      return client.send(
          HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(10)).build(),
          HttpResponse.BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private String serving() {
    return revisions.serving().orElse("");
  }

  private String deploy(String[] words) throws IOException {
    revisions.deploy(words[2], words[3]);
    return "";
  }

  /** Ready is who answers as users will ask. */
  private String ready(String[] words) throws IOException {
    Revisions.Passage passage =
        revisions
            .enter(words[2])
            .orElseThrow(() -> new IOException("There is no revision " + words[2] + "."));
    try {
      int status = ask(passage.address().resolve("/products")).statusCode();
      if (status != 200) {
        throw new IOException(words[2] + " answers " + status + ".");
      }
      return "";
    } finally {
      revisions.leave(passage);
    }
  }

  /** Nothing takes traffic that does not answer. */
  private String traffic(String[] words) throws IOException {
    revisions.wake(words[2]);
    ready(words);
    revisions.shift(words[2], Integer.parseInt(words[3]));
    return "";
  }

  private String drained(String[] words) throws IOException {
    if (!revisions.drained(words[2])) {
      throw new IOException(words[2] + " still has requests.");
    }
    return "";
  }

  /** An order: its words are the parts of the path, the first of which is the name of the order. */
  private interface Order {
    String carryOut(String[] words) throws IOException;
  }

  private static HttpHandler order(Order order) {
    return exchange -> {
      String text;
      int status = 200;
      try {
        text = order.carryOut(exchange.getRequestURI().getPath().split("/"));
      } catch (IOException | RuntimeException e) {
        status = 409;
        text = String.valueOf(e.getMessage());
      }
      answer(exchange, status, text);
    };
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = (text + "\n").getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
