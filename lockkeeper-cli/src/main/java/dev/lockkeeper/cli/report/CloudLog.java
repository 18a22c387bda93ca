package dev.lockkeeper.cli.report;

import dev.lockkeeper.failure.LockkeeperException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Log lines that Cloud Run's log agent understands: one JSON object a line, with {@code severity}
 * and {@code message} (Google Cloud documentation, "Structured logging").
 */
final class CloudLog {
  private CloudLog() {}

  static String line(String severity, String message) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("severity", severity);
    line.put("message", message.strip());
    return Json.line(line);
  }

  static String failure(LockkeeperException failure) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("severity", "ERROR");
    line.put("message", failure.getMessage());
    line.putAll(JsonDocuments.error(failure));
    return Json.line(line);
  }
}
