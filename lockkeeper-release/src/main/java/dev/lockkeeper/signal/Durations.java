package dev.lockkeeper.signal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Counts durations in buckets. Not thread-safe. */
final class Durations {
  private static final List<Double> BOUNDS = List.of(0.001, 0.01, 0.1, 1.0, 10.0, 60.0, 600.0);

  private final long[] counts = new long[BOUNDS.size() + 1];
  private double sum;

  void add(double seconds) {
    int bucket = 0;
    while (bucket < BOUNDS.size() && seconds > BOUNDS.get(bucket)) {
      bucket++;
    }
    counts[bucket]++;
    sum += seconds;
  }

  MetricFamily.Histogram histogram(Map<String, String> labels) {
    List<Long> copy = new ArrayList<>();
    for (long count : counts) {
      copy.add(count);
    }
    return new MetricFamily.Histogram(labels, BOUNDS, copy, sum);
  }
}
