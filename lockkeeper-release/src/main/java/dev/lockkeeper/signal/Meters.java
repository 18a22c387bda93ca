package dev.lockkeeper.signal;

import dev.lockkeeper.settings.Redaction;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Hands the metrics and the spans of a run to who wants them. Thread-safe. */
final class Meters {
  private final MetricsSettings settings;
  private final Redaction redaction;
  private final Exchange exchange;
  private final List<Outbox> outboxes = new ArrayList<>();

  /**
   * @param redaction hides what must not leave, whatever a message says
   */
  Meters(MetricsSettings settings, Redaction redaction, Exchange exchange) {
    this.settings = settings;
    this.redaction = redaction;
    this.exchange = exchange;
  }

  /** The run has ended. */
  synchronized void tell(RunMeasure run) {
    settings
        .file()
        .ifPresent(
            file ->
                outbox("the metrics file " + file.getFileName())
                    .add("the metrics", () -> new MetricsFile(file).write(RunMetrics.of(run))));
    settings
        .pushgateway()
        .ifPresent(
            endpoint ->
                outbox("the pushgateway at " + endpoint)
                    .add("the metrics", () -> exchange.send(push(endpoint, run))));
    settings.otlp().ifPresent(target -> tell(run, target));
  }

  private void tell(RunMeasure run, OtlpTarget target) {
    Outbox outbox = outbox("OpenTelemetry at " + target);
    OtlpDocuments documents = new OtlpDocuments(run, target);
    if (target.obstacle().isPresent()) {
      outbox.add("the metrics", target::obstacle);
      return;
    }
    outbox.add(
        "the traces",
        () -> {
          Optional<Map<String, Object>> traces = documents.traces();
          return traces.isEmpty()
              ? Optional.empty()
              : exchange.send(otlp(target.traces(), target, traces.get()));
        });
    outbox.add(
        "the metrics", () -> exchange.send(otlp(target.metrics(), target, documents.metrics())));
  }

  /**
   * POST replaces the metrics that are in it and PUT all of the group: so a run that fails leaves
   * in it when one succeeded.
   */
  private static HttpRequest.Builder push(Endpoint endpoint, RunMeasure run) {
    String group =
        "metrics/job/lockkeeper"
            + segment("env", run.facts().environment())
            + segment("project", run.facts().project())
            + segment("target", run.facts().database());
    HttpRequest.BodyPublisher page =
        HttpRequest.BodyPublishers.ofString(OpenMetricsText.of(RunMetrics.of(run)));
    return HttpRequest.newBuilder(endpoint.child(group).reveal())
        .header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
        .method(run.outcome().isSuccess() ? "PUT" : "POST", page);
  }

  /** A label of a group; values may have any sign in base64. */
  private static String segment(String label, String value) {
    String text = Base64.getUrlEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
    return "/" + label + "@base64/" + (text.isEmpty() ? "=" : text);
  }

  private HttpRequest.Builder otlp(
      Endpoint endpoint, OtlpTarget target, Map<String, Object> document) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint.reveal())
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(RedactedJson.of(document, redaction)));
    target.headers().forEach((name, value) -> request.setHeader(name, value.reveal()));
    return request;
  }

  private Outbox outbox(String receiver) {
    Outbox outbox = new Outbox(receiver, exchange.deadline());
    outboxes.add(outbox);
    return outbox;
  }

  /** Takes nothing more. */
  synchronized void end() {
    outboxes.forEach(Outbox::end);
  }

  /** Sends what is left; says what went wrong. */
  synchronized Stream<String> await() {
    return outboxes.stream().map(Outbox::await).flatMap(Optional::stream).toList().stream();
  }
}
