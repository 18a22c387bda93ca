package dev.lockkeeper.cli.template;

import com.fasterxml.jackson.jr.ob.JSON;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * As much of Cloud Run's older API as {@code gcloud run jobs replace} asks for. gcloud puts the
 * region in front of the host's name, which has no address then; so this is its proxy as well.
 */
final class CloudRunFake implements AutoCloseable {
  private final HttpServer server;
  private final AtomicReference<Map<String, Object>> job = new AtomicReference<>();

  CloudRunFake() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  /** What makes gcloud talk to this. */
  Map<String, String> environment() {
    return Map.of(
        "CLOUDSDK_API_ENDPOINT_OVERRIDES_RUN", "http://localhost:80/",
        "CLOUDSDK_PROXY_TYPE", "http_no_tunnel",
        "CLOUDSDK_PROXY_ADDRESS", "127.0.0.1",
        "CLOUDSDK_PROXY_PORT", String.valueOf(server.getAddress().getPort()),
        "CLOUDSDK_AUTH_DISABLE_CREDENTIALS", "true",
        "CLOUDSDK_CORE_DISABLE_PROMPTS", "1",
        "CLOUDSDK_CORE_PROJECT", "p",
        "CLOUDSDK_RUN_REGION", "europe-west1");
  }

  /** The job that was made. */
  Optional<Map<String, Object>> job() {
    return Optional.ofNullable(job.get());
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (exchange.getRequestMethod().equals("POST")) {
        job.set(JSON.std.mapFrom(exchange.getRequestBody()));
      }
      Map<String, Object> made = job.get();
      byte[] body =
          (made == null
                  ? "{\"error\":{\"code\":404,\"status\":\"NOT_FOUND\"}}"
                  : JSON.std.asString(ready(made)))
              .getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(made == null ? 404 : 200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static Map<String, Object> ready(Map<String, Object> made) {
    Map<String, Object> ready = new LinkedHashMap<>(made);
    ready.put("status", Map.of("conditions", List.of(Map.of("type", "Ready", "status", "True"))));
    return ready;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
