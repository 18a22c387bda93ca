package dev.lockkeeper.google.fake;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A registry of images on this machine, whose tags can be moved. Thread-safe. */
final class FakeRegistry implements AutoCloseable {
  private static final String MANIFESTS = "/manifests/";

  private final Map<String, String> digests = new ConcurrentHashMap<>();
  private final HttpServer server;

  FakeRegistry() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/v2/", this::answer);
    server.start();
  }

  String host() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /**
   * Gives a name to an image that is told apart by its content.
   *
   * @return its digest
   */
  String push(String repository, String tag, String content) {
    String digest = digest(content);
    digests.put("/v2/" + repository + MANIFESTS + tag, digest);
    return digest;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String digest = digests.get(exchange.getRequestURI().getPath());
    if (digest != null) {
      exchange.getResponseHeaders().add("Docker-Content-Digest", digest);
    }
    exchange.sendResponseHeaders(digest == null ? 404 : 200, -1);
    exchange.close();
  }

  private static String digest(String content) {
    try {
      byte[] sum =
          MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
      return "sha256:" + HexFormat.of().formatHex(sum);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
