package dev.lockkeeper.google.run;

import com.google.cloud.run.v2.Condition.RevisionReason;
import com.google.cloud.run.v2.Revision;
import com.google.cloud.run.v2.Service;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.release.platform.Serving;
import dev.lockkeeper.release.platform.Watch;
import dev.lockkeeper.release.settings.TrafficSettings;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Moves the traffic between revisions, each named, and waits until that is in force. */
final class TrafficShift {
  private static final int TRIES = 3;
  private static final String ACTIVE = "Active";

  private final ServiceCalls services;
  private final TrafficSettings settings;

  TrafficShift(ServiceCalls services, TrafficSettings settings) {
    this.services = services;
    this.settings = settings;
  }

  void shift(String name, int percent, Optional<Serving> before, Watch watch) {
    if (before.isEmpty()) {
      // The service is new, and its only revision has had all of its traffic from the beginning.
      awaitEffect(Map.of(name, 100), watch);
      return;
    }
    Map<String, Integer> shares = new TreeMap<>();
    if (percent < 100) {
      shares.put(before.get().revision(), 100 - percent);
    }
    shares.merge(name, percent, Integer::sum);
    Set<String> known = new HashSet<>(before.get().traffic().keySet());
    known.add(name);
    for (int i = 0; i < TRIES; i++) {
      Service service = services.get(watch);
      if (Traffic.asked(service).equals(shares)) {
        awaitEffect(shares, watch);
        return;
      }
      boolean isOurs = service.getTemplate().getRevision().equals(name);
      if (!isOurs || !known.containsAll(Traffic.effective(service).keySet())) {
        throw services.conflict(
            "was changed by somebody else meanwhile: " + Traffic.words(Traffic.effective(service)));
      }
      if (update(service, shares, watch)) {
        awaitEffect(shares, watch);
        return;
      }
    }
    throw notShifted("could not be changed in " + TRIES + " attempts");
  }

  void restore(Serving before, Watch watch) {
    for (int i = 0; i < TRIES; i++) {
      Service service = services.get(watch);
      try {
        if (Traffic.asked(service).equals(before.traffic())
            || update(service, before.traffic(), watch)) {
          awaitEffect(before.traffic(), watch);
          return;
        }
      } catch (LockkeeperException e) {
        if (e.code() != ErrorCode.RELEASE_CONFLICT || i == TRIES - 1) {
          throw e;
        }
        // What served before is asked for whatever serves now, so it is asked for again.
        watch.say(String.valueOf(e.getMessage()));
      }
    }
    throw notShifted("could not be changed in " + TRIES + " attempts");
  }

  private boolean update(Service service, Map<String, Integer> shares, Watch watch) {
    Service wished =
        service.toBuilder()
            .clearTraffic()
            .addAllTraffic(Traffic.shared(service.getTrafficList(), shares))
            .build();
    return services.update(wished, List.of("traffic"), watch);
  }

  private void awaitEffect(Map<String, Integer> shares, Watch watch) {
    Deadline deadline = Deadline.in(settings.readyTimeout());
    Polling.Pace pace = services.polling().pace();
    while (true) {
      Service service = services.get(watch);
      Map<String, Integer> now = Traffic.effective(service);
      if (ServiceCalls.isSettled(service)) {
        if (now.equals(shares)) {
          return;
        }
        if (Operations.hasFailed(service.getTerminalCondition())) {
          throw notShifted(
              "did not take the traffic: "
                  + ServiceCalls.words(service.getTerminalCondition())
                  + "; "
                  + Traffic.words(now));
        }
      }
      if (deadline.isOver()) {
        throw notShifted(
            "does not say within "
                + settings.readyTimeout().toSeconds()
                + " s that the traffic has moved: "
                + Traffic.words(now));
      }
      watch.pause(pace.next());
    }
  }

  private LockkeeperException notShifted(String happened) {
    return services.failed(
        ErrorCode.PLATFORM,
        happened,
        "Run this again: it goes on with the traffic. `lockkeeper release rollback` gives it"
            + " back.");
  }

  /**
   * Waits until the revisions that served before are retired, or until the longest request that
   * they may have been busy with must be over: Cloud Run does not tell how many instances it has.
   */
  void awaitDrained(Serving before, Watch watch) {
    Deadline end = Deadline.in(settings.drainTimeout());
    Set<String> serving = Traffic.effective(services.get(watch)).keySet();
    for (String name : before.traffic().keySet()) {
      if (!serving.contains(name)) {
        awaitRetired(name, end, watch);
      }
    }
  }

  private void awaitRetired(String name, Deadline end, Watch watch) {
    Optional<Revision> revision = services.revision(name, watch);
    Deadline requests =
        Deadline.in(
            revision
                .map(each -> Duration.ofSeconds(each.getTimeout().getSeconds()))
                .orElse(Duration.ZERO));
    Polling.Pace pace = services.polling().pace();
    while (revision.filter(each -> !isRetired(each)).isPresent() && !requests.isOver()) {
      if (end.isOver()) {
        watch.say(
            "revision "
                + name
                + " may still be busy after "
                + settings.drainTimeout().toSeconds()
                + " s; going on");
        return;
      }
      watch.pause(pace.next());
      revision = services.revision(name, watch);
    }
  }

  private static boolean isRetired(Revision revision) {
    return revision.getConditionsList().stream()
        .anyMatch(
            condition ->
                condition.getType().equals(ACTIVE)
                    && condition.getRevisionReason() == RevisionReason.RETIRED);
  }
}
