package dev.lockkeeper.kubernetes;

import io.fabric8.mockwebserver.http.MockResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What containers have printed, as the kubelet gives it away. Thread-safe. */
final class SimulatedLogs {

  private record Line(Instant at, String text) {}

  private final Map<String, List<Line>> byPod = new ConcurrentHashMap<>();

  void add(String pod, Instant at, String text) {
    List<Line> lines = byPod.computeIfAbsent(pod, any -> new ArrayList<>());
    synchronized (lines) {
      lines.add(new Line(at, text));
    }
  }

  /** Answers {@code GET …/pods/POD/log?…}; times are compared by the second, as the API does. */
  MockResponse answer(String pod, String query) {
    List<Line> lines = byPod.get(pod);
    if (lines == null) {
      return SimulatedApi.status(400, "container is waiting to start");
    }
    Instant since = Instant.MIN;
    int limit = Integer.MAX_VALUE;
    for (String part : query.split("&")) {
      String[] pair = part.split("=", 2);
      if (pair[0].equals("sinceTime")) {
        since = Instant.parse(pair[1].replace("%3A", ":").replace("%3a", ":"));
      } else if (pair[0].equals("limitBytes")) {
        limit = Integer.parseInt(pair[1]);
      }
    }
    StringBuilder text = new StringBuilder();
    synchronized (lines) {
      for (Line line : lines) {
        if (!line.at().isBefore(since)) {
          text.append(line.at()).append(' ').append(line.text()).append('\n');
        }
      }
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    return new MockResponse()
        .setResponseCode(200)
        .setBody(bytes.length > limit ? Arrays.copyOf(bytes, limit) : bytes);
  }
}
