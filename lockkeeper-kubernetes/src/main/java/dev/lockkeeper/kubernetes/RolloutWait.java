package dev.lockkeeper.kubernetes;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.release.platform.Serving;
import dev.lockkeeper.release.platform.Watch;
import dev.lockkeeper.release.settings.TrafficSettings;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Waits for the pods of a Deployment: until the new ones serve, and until the old ones are gone.
 */
final class RolloutWait {
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Deployments deployments;
  private final KubectlWords kubectl;
  private final TrafficSettings limits;
  private final Watch watch;

  RolloutWait(Deployments deployments, KubectlWords kubectl, TrafficSettings limits, Watch watch) {
    this.deployments = deployments;
    this.kubectl = kubectl;
    this.limits = limits;
    this.watch = watch;
  }

  void untilReady(String replicaSet) {
    Set<String> said = new HashSet<>();
    long deadline = System.nanoTime() + limits.readyTimeout().toNanos();
    while (true) {
      Rollout rollout = deployments.mustRead(watch);
      ReplicaSet current = mustBeCurrent(rollout, replicaSet);
      if (rollout.isReady(current)) {
        if (rollout.wanted() == 0) {
          watch.say("The Deployment has 0 replicas, so that nothing serves; scale it up.");
        }
        return;
      }
      RolloutTrouble trouble = RolloutTrouble.of(rollout, replicaSet, containerOf(rollout));
      if (trouble.isOver()) {
        throw notReady(rollout, replicaSet, trouble, "");
      }
      trouble.remarks().stream().filter(said::add).forEach(remark -> watch.say(remark + "."));
      if (System.nanoTime() - deadline > 0) {
        throw notReady(
            rollout, replicaSet, trouble, " within " + limits.readyTimeout().toSeconds() + " s");
      }
      watch.pause(LOOK);
    }
  }

  void untilDrained(Serving before) {
    long deadline = System.nanoTime() + limits.drainTimeout().toNanos();
    while (true) {
      Rollout rollout = deployments.mustRead(watch);
      boolean isCurrent =
          rollout
              .current()
              .filter(one -> one.getMetadata().getName().equals(before.revision()))
              .isPresent();
      int left = rollout.podsOf(before.revision()).size();
      int counted = rollout.named(before.revision()).map(Rollout::replicas).orElse(0);
      if (isCurrent || (left == 0 && counted == 0)) {
        return;
      }
      if (System.nanoTime() - deadline > 0) {
        watch.say(
            "Of the old ReplicaSet "
                + before.revision()
                + " "
                + left
                + " pods are still there; going on without them.");
        return;
      }
      watch.pause(LOOK);
    }
  }

  /** Another ReplicaSet means that somebody has deployed after us. */
  private ReplicaSet mustBeCurrent(Rollout rollout, String replicaSet) {
    Optional<ReplicaSet> current = rollout.current();
    if (current.isPresent() && !current.orElseThrow().getMetadata().getName().equals(replicaSet)) {
      throw LockkeeperException.because(
              ErrorCode.RELEASE_CONFLICT,
              "somebody else has changed the Deployment "
                  + rollout.deployment().getMetadata().getName()
                  + " meanwhile; its ReplicaSet is now "
                  + current.orElseThrow().getMetadata().getName()
                  + ", not "
                  + replicaSet)
          .hint("Find out who deploys beside the release, then release again.")
          .build();
    }
    return current
        .or(() -> rollout.named(replicaSet))
        .orElseThrow(
            () ->
                LockkeeperException.because(
                        ErrorCode.RELEASE_CONFLICT, "the ReplicaSet " + replicaSet + " is gone")
                    .hint("Find out who deploys beside the release, then release again.")
                    .build());
  }

  private String containerOf(Rollout rollout) {
    return deployments.container(rollout.deployment());
  }

  private LockkeeperException notReady(
      Rollout rollout, String replicaSet, RolloutTrouble trouble, String within) {
    List<String> words = trouble.remarks();
    String name = rollout.deployment().getMetadata().getName();
    return LockkeeperException.because(
            ErrorCode.REVISION_NOT_READY,
            "the new pods of the Deployment "
                + name
                + " ("
                + replicaSet
                + ") did not become ready"
                + within
                + (words.isEmpty() ? "" : ": " + String.join("; ", words)))
        .hint("`" + kubectl.describe("replicaset", replicaSet) + "` shows what they wait for.")
        .build();
  }
}
