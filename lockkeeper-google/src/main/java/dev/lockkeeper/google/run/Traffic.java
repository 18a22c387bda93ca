package dev.lockkeeper.google.run;

import com.google.cloud.run.v2.Service;
import com.google.cloud.run.v2.TrafficTarget;
import com.google.cloud.run.v2.TrafficTargetAllocationType;
import com.google.cloud.run.v2.TrafficTargetStatus;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Who gets which share of a service's requests. Pure. */
final class Traffic {
  private Traffic() {}

  /** The shares that are in force, by the short names of the revisions. */
  static Map<String, Integer> effective(Service service) {
    Map<String, Integer> shares = new TreeMap<>();
    for (TrafficTargetStatus status : service.getTrafficStatusesList()) {
      String revision =
          status.getRevision().isEmpty() ? service.getLatestReadyRevision() : status.getRevision();
      if (status.getPercent() > 0 && !revision.isEmpty()) {
        shares.merge(Place.brief(revision), status.getPercent(), Integer::sum);
      }
    }
    return shares;
  }

  /** The shares that are asked for; empty if the latest revision gets a share, whichever it is. */
  static Map<String, Integer> asked(Service service) {
    Map<String, Integer> shares = new TreeMap<>();
    for (TrafficTarget target : service.getTrafficList()) {
      if (target.getPercent() > 0) {
        if (target.getType()
            != TrafficTargetAllocationType.TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION) {
          return Map.of();
        }
        shares.merge(Place.brief(target.getRevision()), target.getPercent(), Integer::sum);
      }
    }
    return shares;
  }

  /**
   * Targets with the given shares. Tags stay where they are; what has neither share nor tag goes.
   */
  static List<TrafficTarget> shared(List<TrafficTarget> old, Map<String, Integer> shares) {
    Map<String, Integer> left = new TreeMap<>(shares);
    List<TrafficTarget> targets = new ArrayList<>();
    for (TrafficTarget target : old) {
      boolean isNamed =
          target.getType() == TrafficTargetAllocationType.TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION;
      Integer share = isNamed ? left.remove(Place.brief(target.getRevision())) : null;
      if (share != null || !target.getTag().isEmpty()) {
        targets.add(target.toBuilder().setPercent(share == null ? 0 : share).build());
      }
    }
    left.forEach((revision, share) -> targets.add(target(revision, share).build()));
    return targets;
  }

  /** Targets that keep the given shares by name, and give the new revision a tag and no share. */
  static List<TrafficTarget> pinned(
      List<TrafficTarget> old, Map<String, Integer> shares, String revision, Optional<String> tag) {
    Predicate<TrafficTarget> isOurs = target -> RevisionNaming.isTag(target.getTag());
    List<TrafficTarget> others = old.stream().filter(isOurs.negate()).toList();
    List<TrafficTarget> targets = new ArrayList<>(shared(others, shares));
    tag.ifPresent(name -> targets.add(target(revision, 0).setTag(name).build()));
    return targets;
  }

  private static TrafficTarget.Builder target(String revision, int percent) {
    return TrafficTarget.newBuilder()
        .setType(TrafficTargetAllocationType.TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION)
        .setRevision(revision)
        .setPercent(percent);
  }

  /** Where a tag answers, if the service says so already. */
  static Optional<URI> address(Service service, String tag) {
    return service.getTrafficStatusesList().stream()
        .filter(status -> status.getTag().equals(tag))
        .map(TrafficTargetStatus::getUri)
        .filter(uri -> !uri.isEmpty())
        .findFirst()
        .flatMap(Traffic::uri);
  }

  static Optional<URI> uri(String text) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(URI.create(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The shares in words. */
  static String words(Map<String, Integer> shares) {
    return shares.isEmpty()
        ? "nothing has traffic"
        : String.join(
            ", ",
            shares.entrySet().stream()
                .map(share -> share.getKey() + " has " + share.getValue() + " %")
                .toList());
  }
}
