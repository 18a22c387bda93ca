package dev.lockkeeper.signal;

import java.util.List;
import java.util.Map;

/**
 * What is measured under one name. Immutable.
 *
 * @param name as Prometheus has it, with its unit and without {@code _total}
 * @param otlp as OpenTelemetry has it, without its unit: a collector makes the other name of it
 * @param unit {@code s} or nothing
 * @param help what it is, in a few words
 */
record MetricFamily(String name, String otlp, String unit, String help, Value value) {

  /** What was measured. */
  sealed interface Value {}

  /** A number that may go up and down. */
  record Gauge(Map<String, String> labels, double number) implements Value {}

  /** How often something has happened. */
  record Counter(Map<String, String> labels, long number) implements Value {}

  /**
   * How long things took.
   *
   * @param bounds upper bounds of the buckets but the last, which has none
   * @param counts how many fell into each bucket
   */
  record Histogram(Map<String, String> labels, List<Double> bounds, List<Long> counts, double sum)
      implements Value {
    public Histogram {
      bounds = List.copyOf(bounds);
      counts = List.copyOf(counts);
    }

    long count() {
      return counts.stream().mapToLong(Long::longValue).sum();
    }
  }
}
