package dev.lockkeeper.google.fake;

import com.google.cloud.run.v2.Service;
import com.google.cloud.run.v2.TrafficTargetStatus;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What answers at the addresses of services and of tags: the name of the revision. Each address is
 * a port of its own. Thread-safe.
 */
final class FakeSites implements AutoCloseable {
  private final Map<String, HttpServer> servers = new ConcurrentHashMap<>();
  private final Map<String, String> revisions = new ConcurrentHashMap<>();
  private volatile int status = 200;

  /** All addresses answer with this HTTP status. */
  void answer(int httpStatus) {
    status = httpStatus;
  }

  /** The address of a service, or of a tag as {@code SERVICE#TAG}. */
  String uri(String name) {
    HttpServer server = servers.computeIfAbsent(name, this::start);
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** What has most of the traffic answers at the service's address. */
  void serve(Service service) {
    int most = 0;
    for (TrafficTargetStatus target : service.getTrafficStatusesList()) {
      String revision =
          target.getRevision().isEmpty()
              ? Runlets.brief(service.getLatestReadyRevision())
              : target.getRevision();
      if (target.getPercent() > most) {
        most = target.getPercent();
        revisions.put(service.getName(), revision);
      }
      revisions.put(service.getName() + "#" + target.getTag(), revision);
    }
  }

  private HttpServer start(String name) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
      server.createContext("/", exchange -> answer(exchange, name));
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void answer(HttpExchange exchange, String name) throws IOException {
    byte[] body = revisions.getOrDefault(name, "").getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    servers.values().forEach(server -> server.stop(0));
  }
}
