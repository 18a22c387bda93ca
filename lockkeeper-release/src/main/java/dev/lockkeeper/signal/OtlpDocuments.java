package dev.lockkeeper.signal;

import dev.lockkeeper.failure.Outcome;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A run in OpenTelemetry's protocol, encoded in JSON: ids in hexadecimal digits, 64-bit numbers as
 * text, enumerations as numbers (OpenTelemetry specification, "OTLP/HTTP", "JSON Protobuf
 * Encoding"). Spans are named and described by its semantic conventions for CI/CD and databases.
 */
final class OtlpDocuments {
  private static final int DELTA = 1;
  private static final int INTERNAL = 1;
  private static final int SERVER = 2;
  private static final int ERROR = 2;
  private static final int MOST_SPANS = 1_000;

  private final RunMeasure run;
  private final OtlpTarget target;
  private final SecureRandom random = new SecureRandom();

  OtlpDocuments(RunMeasure run, OtlpTarget target) {
    this.run = run;
    this.target = target;
  }

  Map<String, Object> metrics() {
    List<Object> metrics = new ArrayList<>();
    RunMetrics.of(run).forEach(family -> metrics.add(metric(family)));
    return Map.of(
        "resourceMetrics",
        List.of(
            Map.of(
                "resource", resource(),
                "scopeMetrics", List.of(Map.of("scope", scope(), "metrics", metrics)))));
  }

  /** The spans; empty if whoever started the run records none. */
  Optional<Map<String, Object>> traces() {
    if (!target.parent().map(TraceParent::sampled).orElse(true)) {
      return Optional.empty();
    }
    return Optional.of(
        Map.of(
            "resourceSpans",
            List.of(
                Map.of(
                    "resource", resource(),
                    "scopeSpans", List.of(Map.of("scope", scope(), "spans", spans()))))));
  }

  private Map<String, Object> resource() {
    Map<String, String> about = new LinkedHashMap<>(target.resource());
    about.putIfAbsent("deployment.environment.name", run.facts().environment());
    return Map.of("attributes", attributes(about));
  }

  private Map<String, Object> scope() {
    return Map.of("name", "dev.lockkeeper", "version", run.facts().version());
  }

  private Map<String, Object> metric(MetricFamily family) {
    Map<String, Object> metric = new LinkedHashMap<>();
    metric.put("name", family.otlp());
    metric.put("description", family.help());
    metric.put("unit", family.unit());
    if (family.value() instanceof MetricFamily.Gauge gauge) {
      metric.put("gauge", Map.of("dataPoints", point(gauge.labels(), "asDouble", gauge.number())));
    } else if (family.value() instanceof MetricFamily.Counter counter) {
      Map<String, Object> sum = new LinkedHashMap<>();
      String number = Long.toString(counter.number());
      sum.put("dataPoints", point(counter.labels(), "asInt", number));
      sum.put("aggregationTemporality", DELTA);
      sum.put("isMonotonic", true);
      metric.put("sum", sum);
    } else if (family.value() instanceof MetricFamily.Histogram histogram) {
      metric.put("histogram", histogram(histogram));
    }
    return metric;
  }

  private Map<String, Object> histogram(MetricFamily.Histogram histogram) {
    Map<String, Object> point = new LinkedHashMap<>(pointOf(histogram.labels()));
    point.put("count", Long.toString(histogram.count()));
    point.put("sum", histogram.sum());
    point.put("bucketCounts", histogram.counts().stream().map(Object::toString).toList());
    point.put("explicitBounds", histogram.bounds());
    return Map.of("dataPoints", List.of(point), "aggregationTemporality", DELTA);
  }

  private List<Object> point(Map<String, String> labels, String key, Object number) {
    Map<String, Object> point = new LinkedHashMap<>(pointOf(labels));
    point.put(key, number);
    return List.of(point);
  }

  private Map<String, Object> pointOf(Map<String, String> labels) {
    Map<String, Object> point = new LinkedHashMap<>();
    point.put("attributes", attributes(labels));
    point.put("startTimeUnixNano", nanos(run.begun()));
    point.put("timeUnixNano", nanos(run.ended()));
    return point;
  }

  private List<Object> spans() {
    String trace = target.parent().map(TraceParent::traceId).orElseGet(() -> id(16));
    String root = id(8);
    List<Object> spans = new ArrayList<>();
    spans.add(runSpan(trace, root));
    run.tasks().stream().limit(MOST_SPANS).forEach(task -> spans.add(taskSpan(task, trace, root)));
    return spans;
  }

  private Map<String, Object> runSpan(String trace, String root) {
    RunFacts facts = run.facts();
    Map<String, Object> span = new LinkedHashMap<>();
    span.put("traceId", trace);
    span.put("spanId", root);
    target.parent().ifPresent(parent -> span.put("parentSpanId", parent.spanId()));
    span.put("name", facts.action() + " " + facts.project());
    span.put("kind", SERVER);
    span.put("startTimeUnixNano", nanos(run.begun()));
    span.put("endTimeUnixNano", nanos(run.ended()));
    Map<String, String> about = database();
    about.put("cicd.pipeline.name", facts.project());
    about.put("cicd.pipeline.action.name", "RUN");
    about.put("cicd.pipeline.result", result(run.outcome()));
    run.runId().ifPresent(id -> about.put("cicd.pipeline.run.id", id));
    about.put("lockkeeper.tool", run.tool());
    about.put("lockkeeper.outcome", run.outcome().id());
    facts.releaseId().ifPresent(id -> about.put("deployment.id", id));
    failure(span, about);
    span.put("attributes", attributes(about));
    return span;
  }

  private Map<String, Object> taskSpan(RunMeasure.Task task, String trace, String root) {
    Map<String, Object> span = new LinkedHashMap<>();
    span.put("traceId", trace);
    span.put("spanId", id(8));
    span.put("parentSpanId", root);
    span.put("name", task.title());
    span.put("kind", INTERNAL);
    span.put("startTimeUnixNano", nanos(task.begun()));
    span.put("endTimeUnixNano", nanos(task.ended()));
    Map<String, String> about = database();
    about.put("cicd.pipeline.task.name", task.title());
    run.runId().ifPresent(id -> about.put("cicd.pipeline.task.run.id", id + "/" + task.title()));
    about.put("cicd.pipeline.task.run.result", task.isFailed() ? result(run.outcome()) : "success");
    if (task.isFailed()) {
      failure(span, about);
    }
    span.put("attributes", attributes(about));
    return span;
  }

  private Map<String, String> database() {
    Map<String, String> about = new LinkedHashMap<>();
    about.put("db.system.name", "postgresql");
    about.put(
        "db.namespace",
        run.facts().database().substring(run.facts().database().lastIndexOf('/') + 1));
    return about;
  }

  private void failure(Map<String, Object> span, Map<String, String> about) {
    run.failure()
        .ifPresent(
            why -> {
              about.put("error.type", why.code().id());
              why.sqlState().ifPresent(state -> about.put("db.response.status_code", state));
              span.put(
                  "status", Map.of("code", ERROR, "message", String.valueOf(why.getMessage())));
            });
  }

  /** The words of the convention for {@code cicd.pipeline.result}. */
  private static String result(Outcome outcome) {
    return switch (outcome) {
      case SUCCEEDED -> "success";
      case NOTHING_TO_DO -> "skip";
      case LOCKED -> "timeout";
      case INTERRUPTED -> "cancellation";
      case FAILED_CLEAN, FAILED_PARTIAL, REFUSED -> "failure";
      case INVALID, UNREACHABLE, PLATFORM_FAILED -> "error";
    };
  }

  private static List<Object> attributes(Map<String, String> values) {
    List<Object> attributes = new ArrayList<>();
    values.forEach(
        (key, value) -> attributes.add(Map.of("key", key, "value", Map.of("stringValue", value))));
    return attributes;
  }

  private String id(int bytes) {
    byte[] id = new byte[bytes];
    random.nextBytes(id);
    return HexFormat.of().formatHex(id);
  }

  private static String nanos(Instant time) {
    return Long.toString(time.getEpochSecond() * 1_000_000_000L + time.getNano());
  }
}
