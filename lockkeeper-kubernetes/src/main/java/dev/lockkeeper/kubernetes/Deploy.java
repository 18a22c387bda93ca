package dev.lockkeeper.kubernetes;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.release.image.ImageReference;
import dev.lockkeeper.release.platform.Candidate;
import dev.lockkeeper.release.platform.Revision;
import dev.lockkeeper.release.platform.Serving;
import dev.lockkeeper.release.platform.Watch;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gives the Deployment a new image, or the one that it had. */
final class Deploy {
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final int ATTEMPTS = 20;
  private static final String HASH_LABEL = "pod-template-hash";

  private final Deployments deployments;
  private final Watch watch;

  Deploy(Deployments deployments, Watch watch) {
    this.deployments = deployments;
    this.watch = watch;
  }

  /** The new image, unless it is there; then the controller's ReplicaSet for it. */
  Revision to(Candidate candidate) {
    String image = image(candidate.image()).toString();
    for (int attempt = 1; ; attempt++) {
      Deployment read = deployments.mustRead(watch).deployment();
      String container = deployments.container(read);
      String now = Rollout.image(read.getSpec().getTemplate(), container).orElse("");
      if (now.equals(image)) {
        break;
      }
      checkUnchanged(candidate, read, now);
      if (hasPatched(read, new ImageChange(read).to(container, image, candidate), attempt)) {
        watch.say(
            "The Deployment " + read.getMetadata().getName() + " has the image " + image + ".");
        break;
      }
    }
    return new Revision(awaitReplicaSet(image).getMetadata().getName(), Optional.empty());
  }

  /** What served before, with all that its pods were made from if that is still known. */
  ReplicaSet back(Serving before) {
    for (int attempt = 1; ; attempt++) {
      Rollout rollout = deployments.mustRead(watch);
      Deployment read = rollout.deployment();
      String container = deployments.container(read);
      PodTemplateSpec now = read.getSpec().getTemplate();
      Optional<PodTemplateSpec> then =
          rollout.named(before.revision()).map(one -> withoutHash(one.getSpec().getTemplate()));
      String image =
          then.flatMap(template -> Rollout.image(template, container))
              .or(before::image)
              .orElseThrow(() -> forgotten(before));
      PodTemplateSpec wanted = then.orElseGet(() -> withImage(now, container, image));
      if (wanted.equals(now)) {
        return awaitReplicaSet(image);
      }
      boolean isImageOnly = withImage(now, container, image).equals(wanted);
      ImageChange change = new ImageChange(read);
      if (hasPatched(
          read, isImageOnly ? change.to(container, image) : change.to(wanted), attempt)) {
        watch.say(
            "The Deployment " + read.getMetadata().getName() + " has its old image " + image + ".");
        return awaitReplicaSet(image);
      }
    }
  }

  /** By digest: the one that a job of this release has run with, if its tag could be moved. */
  private ImageReference image(ImageReference wanted) {
    return wanted.digest().isPresent()
        ? wanted
        : new MovedTag(wanted)
            .recall(watch)
            .flatMap(ImageReference::digest)
            .map(wanted::at)
            .orElse(wanted);
  }

  private void checkUnchanged(Candidate candidate, Deployment read, String now) {
    if (Boolean.TRUE.equals(read.getSpec().getPaused())) {
      throw LockkeeperException.because(
              ErrorCode.PLATFORM_SETTINGS,
              "the Deployment " + read.getMetadata().getName() + " is paused")
          .hint("Let it go on with `kubectl rollout resume`, then release again.")
          .build();
    }
    Optional<String> before = candidate.before().map(Serving::version);
    if (before.isPresent() && !before.orElseThrow().equals(deployments.version(read))) {
      throw LockkeeperException.because(
              ErrorCode.RELEASE_CONFLICT,
              "somebody else has changed the Deployment "
                  + read.getMetadata().getName()
                  + " since this release began; its image is now "
                  + now)
          .hint("Find out who deploys beside the release, then release again.")
          .build();
    }
  }

  /** Whether it is done; not if something of the Deployment has changed since it was read. */
  private boolean hasPatched(Deployment read, List<Map<String, Object>> operations, int attempt) {
    try {
      deployments.patch(read, operations, watch);
      return true;
    } catch (KubernetesClientException e) {
      if (attempt == ATTEMPTS) {
        throw LockkeeperException.because(
                ErrorCode.RELEASE_CONFLICT,
                "the Deployment "
                    + read.getMetadata().getName()
                    + " was changed by others each of the "
                    + ATTEMPTS
                    + " times that we tried")
            .hint("Find out who changes it all the time, then release again.")
            .cause(e)
            .build();
      }
      watch.pause(LOOK);
      return false;
    }
  }

  /** The controller makes it soon, or takes an old one again. */
  private ReplicaSet awaitReplicaSet(String image) {
    while (true) {
      Rollout rollout = deployments.mustRead(watch);
      String container = deployments.container(rollout.deployment());
      Optional<ReplicaSet> made =
          rollout
              .current()
              .filter(
                  one ->
                      Rollout.image(one.getSpec().getTemplate(), container)
                          .equals(Optional.of(image)));
      if (made.isPresent()) {
        return made.orElseThrow();
      }
      String now =
          Rollout.image(rollout.deployment().getSpec().getTemplate(), container).orElse("");
      if (!now.equals(image)) {
        throw LockkeeperException.because(
                ErrorCode.RELEASE_CONFLICT,
                "somebody else has given the Deployment "
                    + rollout.deployment().getMetadata().getName()
                    + " the image "
                    + now)
            .hint("Find out who deploys beside the release, then release again.")
            .build();
      }
      watch.pause(LOOK);
    }
  }

  private static LockkeeperException forgotten(Serving before) {
    return LockkeeperException.because(
            ErrorCode.PLATFORM_SETTINGS,
            "the ReplicaSet " + before.revision() + " is gone, and its image is not known")
        .hint("Set the image of the Deployment by hand, with `kubectl set image`.")
        .build();
  }

  private static PodTemplateSpec withImage(
      PodTemplateSpec template, String container, String image) {
    return new PodTemplateSpecBuilder(template)
        .editSpec()
        .editMatchingContainer(one -> container.equals(one.getName()))
        .withImage(image)
        .endContainer()
        .endSpec()
        .build();
  }

  /** The controller adds a label to what a ReplicaSet's pods are made from. */
  private static PodTemplateSpec withoutHash(PodTemplateSpec template) {
    Map<String, String> labels = new HashMap<>(template.getMetadata().getLabels());
    labels.remove(HASH_LABEL);
    return new PodTemplateSpecBuilder(template)
        .editMetadata()
        .withLabels(labels)
        .endMetadata()
        .build();
  }
}
