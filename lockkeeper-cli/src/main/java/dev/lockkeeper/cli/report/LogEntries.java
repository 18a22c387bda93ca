package dev.lockkeeper.cli.report;

import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Place;
import dev.lockkeeper.signal.TraceParent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes log entries: one JSON object a line. In Google Cloud's form the keys are those of its
 * documentation, "Structured logging", so that a run can be found by its labels, and its entries
 * belong to one operation. Not thread-safe.
 */
final class LogEntries {
  private static final String GOOGLE = "logging.googleapis.com/";
  private static final List<String> PROJECTS =
      List.of("GOOGLE_CLOUD_PROJECT", "GCLOUD_PROJECT", "GCP_PROJECT", "CLOUDSDK_CORE_PROJECT");

  private final LogForm form;
  private final Map<String, Object> trace = new LinkedHashMap<>();
  private final Map<String, String> labels = new LinkedHashMap<>();
  private @Nullable String runId;

  LogEntries(LogForm form, Map<String, String> environment) {
    this.form = form;
    TraceParent.of(environment).ifPresent(parent -> trace(parent, environment));
  }

  private void trace(TraceParent parent, Map<String, String> environment) {
    Optional<String> project =
        PROJECTS.stream()
            .map(name -> environment.getOrDefault(name, ""))
            .filter(value -> !value.isBlank())
            .findFirst();
    if (form == LogForm.JSON) {
      trace.put("traceId", parent.traceId());
    } else if (project.isPresent()) {
      trace.put(GOOGLE + "trace", "projects/" + project.get() + "/traces/" + parent.traceId());
      trace.put(GOOGLE + "spanId", parent.spanId());
      trace.put(GOOGLE + "trace_sampled", parent.sampled());
    }
  }

  /** An entry about nothing special. */
  String line(LogSeverity severity, String message) {
    return line(severity, message, Optional.empty(), Map.of());
  }

  /**
   * An entry.
   *
   * @param version the migration that it is about
   * @param fields what else there is to say
   */
  String line(
      LogSeverity severity, String message, Optional<String> version, Map<String, ?> fields) {
    return Json.line(entry(severity, message, version, fields, false, false));
  }

  /** The first entry of a run; those that follow belong to it. */
  String first(String run, String target, String message, Map<String, ?> fields) {
    runId = run;
    labels.put("run_id", run);
    labels.put("target", target);
    return Json.line(entry(LogSeverity.INFO, message, Optional.empty(), fields, true, false));
  }

  /** The last entry of a run. */
  String last(LogSeverity severity, String message, Map<String, ?> fields) {
    String line = Json.line(entry(severity, message, Optional.empty(), fields, false, true));
    runId = null;
    return line;
  }

  /** The entry of a failure, which ends the run if there is one. */
  String failure(LockkeeperException failure) {
    Map<String, Object> fields = new LinkedHashMap<>(JsonDocuments.error(failure));
    fields.remove("message");
    failure
        .place()
        .filter(place -> form == LogForm.GCP)
        .ifPresent(place -> fields.put(GOOGLE + "sourceLocation", location(place)));
    return last(
        LogSeverity.ofFailure(failure.code().outcome()),
        String.valueOf(failure.getMessage()),
        fields);
  }

  private static Map<String, Object> location(Place place) {
    Map<String, Object> location = new LinkedHashMap<>();
    location.put("file", place.file());
    if (place.line() > 0) {
      location.put("line", Integer.toString(place.line()));
    }
    return location;
  }

  private Map<String, Object> entry(
      LogSeverity severity,
      String message,
      Optional<String> version,
      Map<String, ?> fields,
      boolean first,
      boolean last) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("severity", severity.name());
    entry.put("message", message.strip());
    entry.put("time", Instant.now().truncatedTo(ChronoUnit.MICROS).toString());
    entry.putAll(fields);
    Map<String, String> about = new LinkedHashMap<>(labels);
    version.ifPresent(value -> about.put("version", value));
    if (form == LogForm.JSON) {
      entry.putAll(about);
    } else {
      google(entry, about, first, last);
    }
    entry.putAll(trace);
    return entry;
  }

  private void google(
      Map<String, Object> entry, Map<String, String> about, boolean first, boolean last) {
    if (!about.isEmpty()) {
      entry.put(GOOGLE + "labels", about);
    }
    if (runId != null) {
      Map<String, Object> operation = new LinkedHashMap<>();
      operation.put("id", runId);
      operation.put("producer", "lockkeeper");
      if (first) {
        operation.put("first", true);
      }
      if (last) {
        operation.put("last", true);
      }
      entry.put(GOOGLE + "operation", operation);
    }
  }
}
