package dev.lockkeeper.cli.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a database was like around a run, for people. */
final class FactsText {
  private static final long KIB = 1024;
  private static final List<String> UNITS = List.of("KiB", "MiB", "GiB", "TiB");

  private FactsText() {}

  /** A moment in a line. */
  static String line(String json) {
    return line(Json.object(json));
  }

  /** The moment of a run's facts in a line, if it was kept. */
  static Optional<String> line(Map<String, Object> facts, String moment) {
    return facts.get(moment) instanceof Map<?, ?> kept ? Optional.of(line(kept)) : Optional.empty();
  }

  private static String line(Map<?, ?> facts) {
    return size(number(facts, "databaseBytes"))
        + ", "
        + number(facts, "sequentialScans")
        + " sequential scans, "
        + number(facts, "deadRows")
        + " dead rows, "
        + number(facts, "lockWaiters")
        + " waiting for locks, "
        + list(facts, "longStatements").size()
        + " statements under way, "
        + list(facts, "invalidIndexes").size()
        + " invalid indexes";
  }

  private static long number(Map<?, ?> facts, String key) {
    return facts.get(key) instanceof Number number ? number.longValue() : 0;
  }

  private static List<?> list(Map<?, ?> facts, String key) {
    return facts.get(key) instanceof List<?> list ? list : List.of();
  }

  private static String size(long bytes) {
    long size = bytes / KIB;
    int unit = 0;
    while (size >= 10 * KIB && unit < UNITS.size() - 1) {
      size /= KIB;
      unit++;
    }
    return size + " " + UNITS.get(unit);
  }
}
