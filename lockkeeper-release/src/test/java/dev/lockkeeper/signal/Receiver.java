package dev.lockkeeper.signal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lockkeeper.settings.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server on this machine that keeps what it is sent. */
final class Receiver implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Deque<Integer> answers = new ArrayDeque<>();
  private final Answer answer;

  /** What came. Header names are as the server gives them, such as {@code Ce-id}. */
  record Request(String path, Map<String, List<String>> headers, String body) {
    String header(String name) {
      return headers.get(name).get(0);
    }
  }

  /** Answers a request that was read. */
  interface Answer {
    void give(HttpExchange exchange, int status) throws IOException;
  }

  /** Answers with each status once, and with 200 afterwards. */
  Receiver(Integer... statuses) {
    this((exchange, status) -> exchange.sendResponseHeaders(status, -1), statuses);
  }

  Receiver(Answer answer, Integer... statuses) {
    this.answer = answer;
    this.answers.addAll(List.of(statuses));
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::receive);
    server.start();
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      int status;
      synchronized (this) {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        requests.add(
            new Request(
                exchange.getRequestURI().toString(),
                Map.copyOf(exchange.getRequestHeaders()),
                body));
        status = answers.isEmpty() ? 200 : answers.pop();
      }
      answer.give(exchange, status);
    }
  }

  List<Request> requests() {
    return requests;
  }

  Endpoint endpoint(String path) {
    return Endpoint.confidential(
        Secret.of("http://127.0.0.1:" + server.getAddress().getPort() + path), "test");
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
