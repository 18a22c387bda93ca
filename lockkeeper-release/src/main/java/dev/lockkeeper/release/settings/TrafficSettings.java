package dev.lockkeeper.release.settings;

import java.time.Duration;
import java.util.List;

/**
 * How the new revision takes over.
 *
 * @param steps its share after each step, in per cent, rising to 100
 * @param pause how long to wait between two steps
 * @param readyTimeout how long the new revision may take to become ready
 * @param drainTimeout how long the old revision may take to end
 */
public record TrafficSettings(
    List<Integer> steps, Duration pause, Duration readyTimeout, Duration drainTimeout) {
  /** All at once, with ten minutes for each of the waits. */
  public static final TrafficSettings DEFAULT =
      new TrafficSettings(
          List.of(100), Duration.ZERO, Duration.ofMinutes(10), Duration.ofMinutes(10));

  public TrafficSettings {
    steps = List.copyOf(steps);
  }
}
