package dev.lockkeeper.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what is posted to it, or answers with an error. */
final class HookServer implements AutoCloseable {
  private final HttpServer server;
  private final int status;
  private final List<Post> posts = new CopyOnWriteArrayList<>();

  /** What came. */
  record Post(String path, String body) {}

  HookServer(int status) {
    this.status = status;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::receive);
    server.start();
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      posts.add(
          new Post(exchange.getRequestURI().toString(), new String(body, StandardCharsets.UTF_8)));
      exchange.sendResponseHeaders(status, -1);
    }
  }

  List<Post> posts() {
    return posts;
  }

  /** The bodies that were posted to a path. */
  List<String> bodies(String path) {
    return posts.stream().filter(post -> post.path().equals(path)).map(Post::body).toList();
  }

  String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
