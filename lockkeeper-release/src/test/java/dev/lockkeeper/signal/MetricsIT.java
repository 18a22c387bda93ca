package dev.lockkeeper.signal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.migration.Direction;
import dev.lockkeeper.run.MigrationResult;
import dev.lockkeeper.run.RunEvent;
import dev.lockkeeper.settings.Secret;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The metrics and spans of a run. */
class MetricsIT {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00f067aa0ba902b7";
  private static final String LABELS =
      "{env=\"prod/eu \u00fc\",project=\"orders\",target=\"db:5432/orders\",tool=\"lockkeeper\"}";

  private final Receiver receiver = new Receiver();
  private final Map<String, String> environment = new HashMap<>();
  @TempDir Path folder;

  @AfterEach
  void close() {
    receiver.close();
  }

  @Test
  void theFileHasEveryMetricAndNothingElseIsInItsFolder() throws IOException {
    Path file = folder.resolve("lockkeeper.prom");
    assertThat(run(toFile(file), Optional.empty())).isEmpty();

    String page = Files.readString(file);
    assertThat(page.lines().map(line -> line.replaceAll(" [0-9.]+$", " N")))
        .containsExactly(
            "# TYPE lockkeeper_run_duration_seconds gauge",
            "# UNIT lockkeeper_run_duration_seconds seconds",
            "# HELP lockkeeper_run_duration_seconds How long the last run took.",
            "lockkeeper_run_duration_seconds"
                + LABELS.replace("}", ",outcome=\"succeeded\"}")
                + " N",
            "# TYPE lockkeeper_migrations_applied counter",
            "# HELP lockkeeper_migrations_applied Migrations that the last run has applied.",
            "lockkeeper_migrations_applied_total" + LABELS + " N",
            "# TYPE lockkeeper_lock_wait_seconds gauge",
            "# UNIT lockkeeper_lock_wait_seconds seconds",
            "# HELP lockkeeper_lock_wait_seconds How long the last run waited for other runs.",
            "lockkeeper_lock_wait_seconds" + LABELS + " N",
            "# TYPE lockkeeper_statement_duration_seconds histogram",
            "# UNIT lockkeeper_statement_duration_seconds seconds",
            "# HELP lockkeeper_statement_duration_seconds How long statements of the last run took"
                + " that were sent one by one.",
            bucket("0.001"),
            bucket("0.01"),
            bucket("0.1"),
            bucket("1.0"),
            bucket("10.0"),
            bucket("60.0"),
            bucket("600.0"),
            bucket("+Inf"),
            "lockkeeper_statement_duration_seconds_sum" + LABELS + " N",
            "lockkeeper_statement_duration_seconds_count" + LABELS + " N",
            "# TYPE lockkeeper_pending_migrations gauge",
            "# HELP lockkeeper_pending_migrations Migrations not applied.",
            "lockkeeper_pending_migrations" + LABELS + " N",
            "# TYPE lockkeeper_schema_drift gauge",
            "# HELP lockkeeper_schema_drift Whether applied migrations and their files differ.",
            "lockkeeper_schema_drift" + LABELS + " N",
            "# TYPE lockkeeper_last_success_timestamp_seconds gauge",
            "# UNIT lockkeeper_last_success_timestamp_seconds seconds",
            "# HELP lockkeeper_last_success_timestamp_seconds When a run last succeeded.",
            "lockkeeper_last_success_timestamp_seconds" + LABELS + " N",
            "# EOF");
    assertThat(page)
        .contains(
            "lockkeeper_migrations_applied_total" + LABELS + " 1\n",
            "le=\"0.1\"} 0\n",
            "le=\"1.0\"} 1\n",
            "le=\"+Inf\"} 2\n",
            "_sum" + LABELS + " 2000.25\n",
            "lockkeeper_pending_migrations" + LABELS + " 1.0\n");
    assertThat(Files.getPosixFilePermissions(file)).contains(PosixFilePermission.GROUP_READ);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  private static String bucket(String bound) {
    return "lockkeeper_statement_duration_seconds_bucket"
        + LABELS.replace("}", ",le=\"" + bound + "\"}")
        + " N";
  }

  @Test
  void aFailureLeavesWhenARunLastSucceeded() throws IOException {
    Path file = folder.resolve("lockkeeper.prom");
    run(toFile(file), Optional.empty());
    String success = line(file, "lockkeeper_last_success_timestamp_seconds{");
    for (int failures = 0; failures < 2; failures++) {
      run(toFile(file), Optional.of(Telling.failure()));
      assertThat(line(file, "lockkeeper_run_duration_seconds{"))
          .contains("outcome=\"failed-clean\"");
      assertThat(line(file, "lockkeeper_last_success_timestamp_seconds{")).isEqualTo(success);
      assertThat(Files.readString(file)).endsWith(success + "\n# EOF\n");
    }
  }

  @Test
  void aFileThatCannotBeWrittenIsAWarning() {
    assertThat(run(toFile(folder.resolve("nowhere/a.prom")), Optional.empty()))
        .containsExactly(
            "the metrics file a.prom did not get the metrics: its folder does not exist");
  }

  @Test
  void aPushgatewayGetsAGroup() {
    MetricsSettings settings =
        new MetricsSettings(
            Optional.empty(), Optional.of(receiver.endpoint("/push")), Optional.empty());
    assertThat(run(settings, Optional.empty())).isEmpty();

    Receiver.Request only = receiver.requests().get(0);
    assertThat(receiver.requests()).hasSize(1);
    assertThat(only.path())
        .isEqualTo(
            "/push/metrics/job/lockkeeper/env@base64/cHJvZC9ldSDDvA==/project@base64/b3JkZXJz"
                + "/target@base64/ZGI6NTQzMi9vcmRlcnM=");
    assertThat(only.header("Content-type")).startsWith("text/plain; version=0.0.4");
    assertThat(only.body()).startsWith("# TYPE").endsWith("# EOF\n");
  }

  @Test
  void metricsAreWhatOpenTelemetryPublishes() {
    assertThat(run(toOtlp(), Optional.empty())).isEmpty();

    ExportMetricsServiceRequest request =
        OtlpJson.read(body("/v1/metrics"), ExportMetricsServiceRequest.getDefaultInstance());
    assertThat(attributes(request.getResourceMetrics(0).getResource().getAttributesList()))
        .containsEntry("service.name", "lockkeeper")
        .containsEntry("deployment.environment.name", "prod/eu \u00fc");
    Map<String, Metric> metrics =
        request.getResourceMetrics(0).getScopeMetrics(0).getMetricsList().stream()
            .collect(Collectors.toMap(Metric::getName, Function.identity()));
    assertThat(metrics.get("lockkeeper.migrations_applied").getSum())
        .satisfies(
            sum -> {
              assertThat(sum.getIsMonotonic()).isTrue();
              assertThat(sum.getAggregationTemporality())
                  .isEqualTo(AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA);
              assertThat(sum.getDataPoints(0).getAsInt()).isEqualTo(1);
              assertThat(attributes(sum.getDataPoints(0).getAttributesList()))
                  .containsEntry("project", "orders")
                  .containsEntry("tool", "lockkeeper");
            });
    assertThat(metrics.get("lockkeeper.statement_duration").getHistogram().getDataPoints(0))
        .satisfies(
            point -> {
              assertThat(point.getCount()).isEqualTo(2);
              assertThat(point.getSum()).isEqualTo(2000.25);
              assertThat(point.getBucketCountsList())
                  .containsExactly(0L, 0L, 0L, 1L, 0L, 0L, 0L, 1L);
              assertThat(point.getExplicitBoundsCount()).isEqualTo(7);
              assertThat(point.getTimeUnixNano()).isGreaterThan(point.getStartTimeUnixNano());
            });
    assertThat(metrics.get("lockkeeper.run_duration").getUnit()).isEqualTo("s");
    assertThat(metrics.get("lockkeeper.run_duration").getGauge().getDataPoints(0).getAsDouble())
        .isPositive();
  }

  @Test
  void aRunIsASpanInTheTraceOfWhoeverStartedIt() {
    environment.put("TRACEPARENT", "00-" + TRACE + "-" + PARENT + "-01");
    environment.put("OTEL_SERVICE_NAME", "orders-migrate");
    environment.put("OTEL_RESOURCE_ATTRIBUTES", "team=shop%20floor,service.name=other,nonsense");
    environment.put("OTEL_EXPORTER_OTLP_HEADERS", "x-api-key=s3cret%3D,broken");
    assertThat(run(toOtlp(), Optional.of(Telling.failure()))).isEmpty();

    Receiver.Request request =
        receiver.requests().stream()
            .filter(each -> each.path().equals("/otlp/v1/traces"))
            .findFirst()
            .orElseThrow();
    assertThat(request.header("X-api-key")).isEqualTo("s3cret=");
    assertThat(request.body()).doesNotContain("pa'ss");
    ExportTraceServiceRequest traces =
        OtlpJson.read(request.body(), ExportTraceServiceRequest.getDefaultInstance());
    assertThat(attributes(traces.getResourceSpans(0).getResource().getAttributesList()))
        .containsEntry("service.name", "orders-migrate")
        .containsEntry("team", "shop floor");
    List<Span> spans = traces.getResourceSpans(0).getScopeSpans(0).getSpansList();
    assertThat(spans).extracting(Span::getName).containsExactly("up orders", "7_users", "8_b");
    Span root = spans.get(0);
    assertThat(root.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
    assertThat(root.getParentSpanId()).isEqualTo(bytes(PARENT));
    assertThat(root.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
    assertThat(attributes(root.getAttributesList()))
        .containsEntry("cicd.pipeline.name", "orders")
        .containsEntry("cicd.pipeline.run.id", Telling.RUN)
        .containsEntry("cicd.pipeline.result", "failure")
        .containsEntry("error.type", "statement-failed")
        .containsEntry("db.system.name", "postgresql")
        .containsEntry("db.namespace", "orders")
        .containsEntry("db.response.status_code", "42703");
    assertThat(spans)
        .allSatisfy(
            span -> {
              assertThat(span.getTraceId()).isEqualTo(bytes(TRACE));
              assertThat(span.getSpanId().size()).isEqualTo(8);
              assertThat(span.getEndTimeUnixNano())
                  .isBetween(span.getStartTimeUnixNano(), root.getEndTimeUnixNano());
              assertThat(span.getStartTimeUnixNano())
                  .isGreaterThanOrEqualTo(root.getStartTimeUnixNano());
            });
    assertThat(spans.subList(1, 3))
        .allSatisfy(span -> assertThat(span.getParentSpanId()).isEqualTo(root.getSpanId()))
        .allSatisfy(span -> assertThat(span.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_INTERNAL));
    assertThat(attributes(spans.get(1).getAttributesList()))
        .containsEntry("cicd.pipeline.task.name", "7_users")
        .containsEntry("cicd.pipeline.task.run.result", "success");
    assertThat(attributes(spans.get(2).getAttributesList()))
        .containsEntry("cicd.pipeline.task.run.result", "failure");
  }

  @Test
  void aTraceThatIsNotSampledGetsNoSpans() {
    environment.put("TRACEPARENT", "00-" + TRACE + "-" + PARENT + "-00");
    run(toOtlp(), Optional.empty());
    assertThat(receiver.requests())
        .extracting(Receiver.Request::path)
        .containsExactly("/otlp/v1/metrics");
  }

  @Test
  void theStandardVariablesName() {
    String url = receiver.endpoint("/otlp").reveal().toString();
    environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", url + "/");
    assertThat(OtlpTarget.of(Optional.empty(), environment).orElseThrow().traces().reveal())
        .hasToString(url + "/v1/traces");
    environment.put("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc");
    assertThat(OtlpTarget.of(Optional.empty(), environment)).isEmpty();
    assertThat(OtlpTarget.of(Optional.of(receiver.endpoint("/otlp")), environment)).isPresent();
    environment.put("OTEL_SDK_DISABLED", "true");
    assertThat(OtlpTarget.of(Optional.of(receiver.endpoint("/otlp")), environment)).isEmpty();
  }

  @Test
  void headersAreNotSentInTheOpen() {
    environment.put("OTEL_EXPORTER_OTLP_HEADERS", "x-api-key=s3cret");
    Endpoint collector = Endpoint.open(Secret.of("http://collector.example:4318"), "test");
    OtlpTarget target = OtlpTarget.of(Optional.of(collector), environment).orElseThrow();
    assertThat(
            run(
                new MetricsSettings(Optional.empty(), Optional.empty(), Optional.of(target)),
                Optional.empty()))
        .containsExactly(
            "OpenTelemetry at http://collector.example:4318/\u2026 did not get the metrics:"
                + " headers that may be secret are sent over https only");
  }

  private List<String> run(MetricsSettings metrics, Optional<LockkeeperException> failure) {
    RunSignals signals =
        new RunSignals(
            Telling.FACTS,
            new SignalSettings(List.of(), metrics),
            List.of(Secret.of("pa'ss\"word")));
    signals.on(Telling.started());
    signals.on(new RunEvent.MigrationStarted("7_users", Direction.UP, 1, 2));
    signals.on(new RunEvent.StatementFinished("7_users", 1, 2, "CREATE TABLE", 250, 0));
    signals.on(new RunEvent.StatementFinished("7_users", 2, 2, "UPDATE", 2_000_000, 0));
    signals.on(
        new RunEvent.MigrationFinished(
            new MigrationResult("7", "users", Direction.UP, "applied", 12, 2)));
    if (failure.isPresent()) {
      signals.on(new RunEvent.MigrationStarted("8_b", Direction.UP, 2, 2));
    }
    signals.on(new RunEvent.Finished(Telling.report(failure)));
    signals.ended(failure);
    return signals.close(() -> false);
  }

  private static MetricsSettings toFile(Path file) {
    return new MetricsSettings(Optional.of(file), Optional.empty(), Optional.empty());
  }

  private MetricsSettings toOtlp() {
    return new MetricsSettings(
        Optional.empty(),
        Optional.empty(),
        OtlpTarget.of(Optional.of(receiver.endpoint("/otlp")), environment));
  }

  private String body(String path) {
    return receiver.requests().stream()
        .filter(request -> request.path().equals("/otlp" + path))
        .findFirst()
        .orElseThrow()
        .body();
  }

  private static String line(Path file, String start) throws IOException {
    return Files.readString(file).lines().filter(l -> l.startsWith(start)).findFirst().orElse("");
  }

  private static ByteString bytes(String hex) {
    return ByteString.copyFrom(HexFormat.of().parseHex(hex));
  }

  private static Map<String, String> attributes(List<KeyValue> list) {
    return list.stream()
        .collect(Collectors.toMap(KeyValue::getKey, value -> value.getValue().getStringValue()));
  }
}
