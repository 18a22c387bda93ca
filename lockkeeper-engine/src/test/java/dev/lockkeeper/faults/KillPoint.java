package dev.lockkeeper.faults;

import dev.lockkeeper.testing.Moment;
import java.util.ArrayList;
import java.util.List;

/** A workload, what is done to its run, and by which event the moment is chosen. */
record KillPoint(int number, Workload workload, Strike strike, Moment.Event event) {

  /** Every combination: 200. */
  static List<KillPoint> all() {
    List<KillPoint> points = new ArrayList<>();
    for (Workload workload : Workload.values()) {
      for (Moment.Event event : Moment.Event.values()) {
        for (Strike strike : Strike.values()) {
          points.add(new KillPoint(points.size() + 1, workload, strike, event));
        }
      }
    }
    return points;
  }

  /** A few, with every strike, every workload and every event among them. */
  static List<KillPoint> sample() {
    List<KillPoint> points = new ArrayList<>();
    Strike[] strikes = Strike.values();
    Moment.Event[] events = Moment.Event.values();
    for (int i = 0; i < strikes.length + 2; i++) {
      Strike strike = strikes[i % strikes.length];
      Workload workload = Workload.values()[(i + i / 4) % Workload.values().length];
      Moment.Event event = events[(i + 2 + i / events.length) % events.length];
      all().stream()
          .filter(p -> p.workload == workload && p.strike == strike && p.event == event)
          .forEach(points::add);
    }
    return points;
  }

  @Override
  public String toString() {
    return "%03d %s, %s, by %s".formatted(number, workload, strike, event);
  }
}
