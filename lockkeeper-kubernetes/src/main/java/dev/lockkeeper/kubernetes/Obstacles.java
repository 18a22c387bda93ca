package dev.lockkeeper.kubernetes;

import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.release.platform.Obstacle;
import dev.lockkeeper.release.settings.JobSettings;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStrategy;
import io.fabric8.kubernetes.api.model.apps.RollingUpdateDeployment;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What would stop a release, looked for before it. */
final class Obstacles {
  private final Api api;
  private final Deployments deployments;
  private final String deployment;

  Obstacles(Api api, Deployments deployments, String deployment) {
    this.api = api;
    this.deployments = deployments;
    this.deployment = deployment;
  }

  List<Obstacle> of(JobSettings job) {
    List<Obstacle> obstacles = new ArrayList<>();
    job.secrets()
        .forEach(
            (variable, reference) -> check(obstacles, () -> SecretKey.parse(variable, reference)));
    Set<Right> missing = missing();
    missing.forEach(
        right ->
            obstacles.add(
                new Obstacle(
                    true,
                    "we may not " + right.words() + " in the namespace " + api.namespace(),
                    "Add to the rules of our Role: " + right.rule())));
    if (!missing.contains(Right.GET_DEPLOYMENTS)) {
      Optional<Deployment> there = deployments.peek();
      if (there.isEmpty()) {
        obstacles.add(
            new Obstacle(false, Deployments.missing(deployment), Deployments.MISSING_FIX));
      }
      there.ifPresent(found -> ofDeployment(found, obstacles));
    }
    return obstacles;
  }

  private Set<Right> missing() {
    Set<Right> missing = EnumSet.noneOf(Right.class);
    for (Right right : EnumSet.complementOf(EnumSet.of(Right.REVIEW_ACCESS))) {
      SelfSubjectAccessReview question =
          new SelfSubjectAccessReviewBuilder()
              .withNewSpec()
              .withNewResourceAttributes()
              .withNamespace(api.namespace())
              .withGroup(right.group())
              .withResource(right.resource())
              .withSubresource(right.subresource().isEmpty() ? null : right.subresource())
              .withVerb(right.verb())
              .endResourceAttributes()
              .endSpec()
              .build();
      SelfSubjectAccessReview answer =
          api.once(
              Right.REVIEW_ACCESS,
              client -> client.authorization().v1().selfSubjectAccessReview().create(question));
      if (answer.getStatus() == null || !Boolean.TRUE.equals(answer.getStatus().getAllowed())) {
        missing.add(right);
      }
    }
    return missing;
  }

  private void ofDeployment(Deployment found, List<Obstacle> obstacles) {
    String name = found.getMetadata().getName();
    check(obstacles, () -> checkProbe(found, obstacles));
    if (Boolean.TRUE.equals(found.getSpec().getPaused())) {
      obstacles.add(
          new Obstacle(
              false,
              "the Deployment " + name + " is paused",
              "Let it go on with `kubectl rollout resume deployment/" + name + "`."));
    }
    if (takesOldPodsFirst(found)) {
      obstacles.add(
          new Obstacle(
              false,
              "the Deployment " + name + " takes its old pods away before the new ones are ready",
              "Set spec.strategy to {type: RollingUpdate, rollingUpdate: {maxUnavailable: 0,"
                  + " maxSurge: 1}}."));
    }
  }

  private void checkProbe(Deployment found, List<Obstacle> obstacles) {
    String container = deployments.container(found);
    boolean hasProbe =
        found.getSpec().getTemplate().getSpec().getContainers().stream()
            .filter(one -> container.equals(one.getName()))
            .map(Container::getReadinessProbe)
            .anyMatch(probe -> probe != null);
    if (!hasProbe) {
      obstacles.add(
          new Obstacle(
              false,
              "the container "
                  + container
                  + " has no readinessProbe, so that a pod serves as soon as its process runs",
              "Add a readinessProbe that asks the application itself, such as {httpGet: {path:"
                  + " /healthz, port: 8080}}."));
    }
  }

  /**
   * With the strategy Recreate, or where all pods that are wanted may be unavailable: by default a
   * quarter of them, rounded down, which is none of one.
   */
  private static boolean takesOldPodsFirst(Deployment found) {
    Optional<DeploymentStrategy> strategy = Optional.ofNullable(found.getSpec().getStrategy());
    if (strategy.map(DeploymentStrategy::getType).filter("Recreate"::equals).isPresent()) {
      return true;
    }
    int wanted = Optional.ofNullable(found.getSpec().getReplicas()).orElse(1);
    return strategy
        .map(DeploymentStrategy::getRollingUpdate)
        .map(RollingUpdateDeployment::getMaxUnavailable)
        .filter(most -> wanted > 0 && count(most, wanted) >= wanted)
        .isPresent();
  }

  /** Per cent of maxUnavailable are rounded down. */
  private static int count(IntOrString most, int wanted) {
    if (most.getIntVal() != null) {
      return most.getIntVal();
    }
    String text = most.getStrVal().replace("%", "");
    return text.matches("[0-9]{1,3}") ? Integer.parseInt(text) * wanted / 100 : 0;
  }

  private static void check(List<Obstacle> obstacles, Runnable check) {
    try {
      check.run();
    } catch (LockkeeperException e) {
      obstacles.add(new Obstacle(false, String.valueOf(e.getMessage()), e.hint().orElse("")));
    }
  }
}
