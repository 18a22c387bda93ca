package dev.lockkeeper.signal;

import dev.lockkeeper.settings.Secret;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where OpenTelemetry's protocol goes (OpenTelemetry specification, "OpenTelemetry Protocol
 * Exporter" and "Environment Variable Specification"). Immutable.
 *
 * @param metrics where metrics are posted
 * @param traces where traces are posted
 * @param headers what every request has; the values may be secret
 * @param resource who sends
 * @param parent the trace that a run belongs to
 */
public record OtlpTarget(
    Endpoint metrics,
    Endpoint traces,
    Map<String, Secret> headers,
    Map<String, String> resource,
    Optional<TraceParent> parent) {
  private static final String PREFIX = "OTEL_EXPORTER_OTLP_";

  public OtlpTarget {
    headers = Map.copyOf(headers);
    resource = Map.copyOf(resource);
  }

  /**
   * The target that the settings or the standard variables name.
   *
   * @param given the base address of the settings; stronger than the variables
   */
  public static Optional<OtlpTarget> of(Optional<Endpoint> given, Map<String, String> environment) {
    if (environment.getOrDefault("OTEL_SDK_DISABLED", "").strip().equalsIgnoreCase("true")) {
      return Optional.empty();
    }
    boolean speaksGrpc = environment.getOrDefault(PREFIX + "PROTOCOL", "").equals("grpc");
    if (given.isEmpty() && (speaksGrpc || named(environment, "ENDPOINT").isEmpty())) {
      return Optional.empty();
    }
    Endpoint base = given.or(() -> named(environment, "ENDPOINT")).orElseThrow();
    return Optional.of(
        new OtlpTarget(
            base.child("v1/metrics"),
            base.child("v1/traces"),
            headers(environment),
            resource(environment),
            TraceParent.of(environment)));
  }

  private static Optional<Endpoint> named(Map<String, String> environment, String name) {
    String variable = PREFIX + name;
    return Optional.of(environment.getOrDefault(variable, ""))
        .filter(value -> !value.isBlank())
        .map(value -> Endpoint.open(Secret.of(value), variable));
  }

  private static Map<String, Secret> headers(Map<String, String> environment) {
    Map<String, Secret> headers = new LinkedHashMap<>();
    pairs(environment.getOrDefault(PREFIX + "HEADERS", ""))
        .forEach((name, value) -> headers.put(name, Secret.of(value)));
    return headers;
  }

  private static Map<String, String> resource(Map<String, String> environment) {
    Map<String, String> resource = new LinkedHashMap<>();
    resource.put("service.name", "lockkeeper");
    put(resource, "gcp.cloud_run.job.execution", environment.get("CLOUD_RUN_EXECUTION"));
    put(resource, "gcp.cloud_run.job.task_index", environment.get("CLOUD_RUN_TASK_INDEX"));
    resource.putAll(pairs(environment.getOrDefault("OTEL_RESOURCE_ATTRIBUTES", "")));
    put(resource, "service.name", environment.get("OTEL_SERVICE_NAME"));
    return resource;
  }

  private static void put(Map<String, String> resource, String key, @Nullable String value) {
    if (value != null && !value.isBlank()) {
      resource.put(key, value);
    }
  }

  /** {@code key=value} with commas between; what has another form is left out. */
  private static Map<String, String> pairs(String text) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String pair : text.split(",", -1)) {
      int sign = pair.indexOf('=');
      if (sign > 0) {
        pairs.put(pair.substring(0, sign).strip(), decoded(pair.substring(sign + 1).strip()));
      }
    }
    return pairs;
  }

  private static String decoded(String value) {
    try {
      return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return value;
    }
  }

  /** Why it may not be used, if so. */
  Optional<String> obstacle() {
    return headers.isEmpty() || metrics.isConfidential()
        ? Optional.empty()
        : Optional.of("headers that may be secret are sent over https only");
  }

  /** Shows neither addresses nor headers. */
  @Override
  public String toString() {
    return metrics.toString();
  }
}
