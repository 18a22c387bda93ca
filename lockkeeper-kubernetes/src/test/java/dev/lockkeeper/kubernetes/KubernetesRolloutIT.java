package dev.lockkeeper.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.release.image.ImageReference;
import dev.lockkeeper.release.platform.Candidate;
import dev.lockkeeper.release.platform.Ending;
import dev.lockkeeper.release.platform.Platform;
import dev.lockkeeper.release.platform.Revision;
import dev.lockkeeper.release.platform.Serving;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Gives Deployments of a simulated cluster new images, on good and bad days. */
@Timeout(60)
class KubernetesRolloutIT {
  private static final String OLD = Shop.REPOSITORY + "@" + Shop.FIRST;
  private static final String NEW = Shop.REPOSITORY + "@" + Shop.SECOND;

  @TempDir Path folder;

  private ClusterSimulation cluster;
  private Platform platform;
  private final TestWatch watch = new TestWatch();

  @BeforeEach
  void start() throws Exception {
    cluster = ClusterSimulation.start();
    cluster.images().push(Shop.REPOSITORY, "1.0", Shop.FIRST);
    cluster.images().push(Shop.REPOSITORY, "2.0", Shop.SECOND);
    platform = Shop.shell("true").platform(cluster, folder);
  }

  @AfterEach
  void stop() {
    platform.close();
    cluster.close();
  }

  @Test
  void changesTheImageAndNothingElse() throws Exception {
    Serving before = serve(2);
    Deployment old = deployment();
    Revision revision = platform.deploy(candidate(NEW, before), watch);
    platform.awaitReady(revision, watch);
    platform.shift(revision, 100, Optional.of(before), watch);
    platform.awaitDrained(before, watch);

    Deployment now = deployment();
    assertThat(image(now)).isEqualTo(NEW);
    assertThat(now.getMetadata().getAnnotations())
        .containsEntry("lockkeeper-release", "r2")
        .containsEntry("commit-sha", "abc")
        .containsEntry("kubernetes.io/change-cause", "lockkeeper release r2");
    now.getSpec().getTemplate().getSpec().getContainers().get(0).setImage(OLD);
    assertThat(now.getSpec()).isEqualTo(old.getSpec());
    assertThat(pods()).hasSize(2).allMatch(pod -> image(pod).equals(NEW));
    Serving serving = platform.serving(watch).orElseThrow();
    assertThat(serving.revision()).isEqualTo(revision.name());
    assertThat(serving.traffic()).isEqualTo(Map.of(revision.name(), 100));
    assertThat(serving.image()).contains(NEW);
    assertThat(changes()).hasSize(1);
  }

  @Test
  void theSameImageAgainChangesNothing() throws Exception {
    Serving before = serve(1);
    Revision first = platform.deploy(candidate(NEW, before), watch);
    List<String> once = changes();
    // The next gate, after this one was killed.
    Revision second = platform.deploy(candidate(NEW, before), watch.successor());
    assertThat(second).isEqualTo(first);
    assertThat(changes()).isEqualTo(once);
  }

  @Test
  void anAutoscalerIsNoConflict() throws Exception {
    Serving before = serve(1);
    edit(
        one -> {
          one.getSpec().setReplicas(3);
          return one;
        });
    Revision revision = platform.deploy(candidate(NEW, before), watch);
    platform.awaitReady(revision, watch);
    assertThat(deployment().getSpec().getReplicas()).isEqualTo(3);
  }

  @Test
  void aChangeOfTheStatusBetweenReadAndPatchIsTriedAgain() throws Exception {
    Serving before = serve(1);
    cluster.api().fail("PATCH", "/deployments/", 409, "the object has been modified", false);
    platform.deploy(candidate(NEW, before), watch);
    assertThat(image(deployment())).isEqualTo(NEW);
    assertThat(changes()).hasSize(2);
  }

  @Test
  void aStaleReadIsRefusedByTheApiServer() throws Exception {
    serve(1);
    Api api = new Api(cluster.client(), ClusterSimulation.NAMESPACE);
    Deployments deployments = new Deployments(api, Shop.shell("true").place("x"));
    Deployment read = deployment();
    edit(
        one -> {
          one.getMetadata().setLabels(Map.of("touched", "yes"));
          return one;
        });
    assertThat(
            catchThrowableOfType(
                    io.fabric8.kubernetes.client.KubernetesClientException.class,
                    () -> deployments.patch(read, new ImageChange(read).to("app", NEW), watch))
                .getCode())
        .isEqualTo(409);
    assertThat(image(deployment())).isEqualTo(OLD);
  }

  @Test
  void somebodyElsesImageIsAConflictAndStays() throws Exception {
    Serving before = serve(1);
    cluster.images().push(Shop.REPOSITORY, "hotfix", "sha256:" + "3".repeat(64));
    setImage(Shop.REPOSITORY + ":hotfix");
    LockkeeperException refused =
        catchThrowableOfType(
            LockkeeperException.class, () -> platform.deploy(candidate(NEW, before), watch));
    assertThat(refused.code()).isEqualTo(ErrorCode.RELEASE_CONFLICT);
    assertThat(refused).hasMessageContaining("hotfix");
    assertThat(image(deployment())).endsWith(":hotfix");
    assertThat(changes()).isEmpty();
  }

  @Test
  void somebodyWhoDeploysAfterUsIsAConflict() throws Exception {
    Serving before = serve(1);
    cluster.images().makeUnhealthy(Shop.SECOND);
    Revision revision = platform.deploy(candidate(NEW, before), watch);
    AtomicInteger pauses = new AtomicInteger();
    watch.onPause(
        () -> {
          if (pauses.incrementAndGet() == 3) {
            setImage(OLD);
          }
        });
    LockkeeperException refused =
        catchThrowableOfType(LockkeeperException.class, () -> platform.awaitReady(revision, watch));
    assertThat(refused.code()).isEqualTo(ErrorCode.RELEASE_CONFLICT);
  }

  @Test
  void podsThatCrashAreNamedWhenTheClusterGivesUp() throws Exception {
    Serving before = serve(1);
    cluster.images().makeUnhealthy(Shop.SECOND);
    Revision revision = platform.deploy(candidate(NEW, before), watch);
    watch.onPause(
        () -> {
          if (watch.said.stream().anyMatch(line -> line.contains("CrashLoopBackOff"))) {
            cluster.deployments().giveUp("orders");
          }
        });
    LockkeeperException refused =
        catchThrowableOfType(LockkeeperException.class, () -> platform.awaitReady(revision, watch));
    assertThat(refused.code()).isEqualTo(ErrorCode.REVISION_NOT_READY);
    assertThat(refused)
        .hasMessageContaining("ProgressDeadlineExceeded")
        .hasMessageContaining("CrashLoopBackOff")
        .hasMessageContaining("exit code 3");
    assertThat(refused.hint().orElseThrow()).contains("describe replicaset " + revision.name());
    // Meanwhile and afterwards the old pod serves.
    assertThat(platform.serving(watch).orElseThrow().revision()).isEqualTo(before.revision());

    platform.restore(before, watch);
    assertThat(image(deployment())).isEqualTo(OLD);
    assertThat(platform.serving(watch).orElseThrow().traffic())
        .isEqualTo(Map.of(before.revision(), 100));
  }

  @Test
  void anImageThatIsNotThereIsNamedWhenTheTimeIsOver() throws Exception {
    Serving before = serve(1);
    try (Platform hasty = Shop.shell("true").readyWithin(Duration.ZERO).platform(cluster, folder)) {
      Revision revision = hasty.deploy(candidate(Shop.REPOSITORY + ":nowhere", before), watch);
      LockkeeperException refused =
          catchThrowableOfType(
              LockkeeperException.class,
              () -> {
                while (true) {
                  try {
                    hasty.awaitReady(revision, watch);
                  } catch (LockkeeperException e) {
                    if (String.valueOf(e.getMessage()).contains("ImagePullBackOff")) {
                      throw e;
                    }
                  }
                }
              });
      assertThat(refused.code()).isEqualTo(ErrorCode.REVISION_NOT_READY);
    }
  }

  @Test
  void waitsUntilTheLastOldPodIsGone() throws Exception {
    Serving before = serve(2);
    cluster.deployments().keepOldPods(true);
    Revision revision = platform.deploy(candidate(NEW, before), watch);
    platform.awaitReady(revision, watch);
    AtomicInteger pauses = new AtomicInteger();
    watch.onPause(
        () -> {
          if (pauses.incrementAndGet() == 5) {
            cluster.deployments().keepOldPods(false);
          }
        });
    platform.awaitDrained(before, watch);
    assertThat(pauses).hasValueGreaterThanOrEqualTo(5);
    assertThat(pods()).allMatch(pod -> image(pod).equals(NEW));
  }

  @Test
  void oldPodsThatStayAreLeftBehindWhenTheirTimeIsOver() throws Exception {
    Serving before = serve(1);
    cluster.deployments().keepOldPods(true);
    Revision revision = platform.deploy(candidate(NEW, before), watch);
    platform.awaitReady(revision, watch);
    try (Platform hasty = Shop.shell("true").readyWithin(Duration.ZERO).platform(cluster, folder)) {
      hasty.awaitDrained(before, watch);
    }
    assertThat(watch.said).anyMatch(line -> line.contains("1 pods are still there"));
  }

  @Test
  void theWayBackBringsAllThatThePodsWereMadeFrom() throws Exception {
    Serving before = serve(1);
    Revision revision = platform.deploy(candidate(NEW, before), watch);
    platform.awaitReady(revision, watch);
    edit(
        one -> {
          one.getSpec().getTemplate().getSpec().setTerminationGracePeriodSeconds(77L);
          return one;
        });
    platform.restore(before, watch);
    assertThat(image(deployment())).isEqualTo(OLD);
    assertThat(deployment().getSpec().getTemplate().getSpec().getTerminationGracePeriodSeconds())
        .isNull();
    int patches = changes().size();
    platform.restore(before, watch);
    assertThat(changes()).hasSize(patches);
  }

  @Test
  void theDeploymentGetsTheDigestThatTheJobRanWith() throws Exception {
    Serving before = serve(1);
    Shop shop = Shop.shell("true").image(Shop.REPOSITORY + ":2.0");
    assertThat(platform.run(shop.run("k1"), watch).ending()).isEqualTo(Ending.SUCCEEDED);
    cluster.images().push(Shop.REPOSITORY, "2.0", "sha256:" + "4".repeat(64));
    platform.deploy(candidate(Shop.REPOSITORY + ":2.0", before), watch);
    assertThat(image(deployment())).isEqualTo(NEW);
  }

  @Test
  void aDeploymentThatIsNotThereIsNotInvented() {
    assertThat(platform.serving(watch)).isEmpty();
    LockkeeperException refused =
        catchThrowableOfType(
            LockkeeperException.class,
            () ->
                platform.deploy(
                    new Candidate(
                        "r2", ImageReference.parse(NEW).orElseThrow(), Optional.empty(), Map.of()),
                    watch));
    assertThat(refused.code()).isEqualTo(ErrorCode.PLATFORM_SETTINGS);
    assertThat(refused.hint().orElseThrow()).contains("0 replicas");
    assertThat(changes()).isEmpty();
  }

  @Test
  void aDeploymentWithoutPodsIsReadyAndSaysSo() throws Exception {
    cluster.apply("orders", "app", OLD, 0);
    while (platform.serving(watch).isEmpty()) {
      Thread.sleep(10);
    }
    Serving before = platform.serving(watch).orElseThrow();
    platform.awaitReady(platform.deploy(candidate(NEW, before), watch), watch);
    assertThat(watch.said).anyMatch(line -> line.contains("0 replicas"));
  }

  @Test
  void waitsForAControllerThatIsSlow() throws Exception {
    Serving before = serve(1);
    cluster.deployments().hold(true);
    AtomicInteger pauses = new AtomicInteger();
    watch.onPause(
        () -> {
          if (pauses.incrementAndGet() == 10) {
            cluster.deployments().hold(false);
          }
        });
    Revision revision = platform.deploy(candidate(NEW, before), watch);
    platform.awaitReady(revision, watch);
    assertThat(pauses).hasValueGreaterThanOrEqualTo(10);
    assertThat(revision.name()).isNotEqualTo(before.revision());
  }

  private Serving serve(int replicas) throws Exception {
    cluster.apply("orders", "app", OLD, replicas);
    while (pods().size() < replicas
        || platform.serving(watch).map(Serving::traffic).orElse(Map.of()).isEmpty()) {
      Thread.sleep(10);
    }
    return platform.serving(watch).orElseThrow();
  }

  private static Candidate candidate(String image, Serving before) {
    return new Candidate(
        "r2",
        ImageReference.parse(image).orElseThrow(),
        Optional.of(before),
        Map.of("commit-sha", "abc"));
  }

  /** The calls that would change the Deployment. */
  private List<String> changes() {
    return cluster.calls().stream()
        .filter(call -> call.contains("/deployments"))
        .filter(call -> !call.startsWith("GET"))
        .toList();
  }

  private void setImage(String image) {
    edit(
        one -> {
          one.getSpec().getTemplate().getSpec().getContainers().get(0).setImage(image);
          return one;
        });
  }

  private void edit(UnaryOperator<Deployment> change) {
    cluster
        .client()
        .apps()
        .deployments()
        .inNamespace(ClusterSimulation.NAMESPACE)
        .withName("orders")
        .edit(change);
  }

  private Deployment deployment() {
    return cluster
        .client()
        .apps()
        .deployments()
        .inNamespace(ClusterSimulation.NAMESPACE)
        .withName("orders")
        .get();
  }

  private List<Pod> pods() {
    return cluster
        .client()
        .pods()
        .inNamespace(ClusterSimulation.NAMESPACE)
        .withLabel("app", "orders")
        .list()
        .getItems();
  }

  private static String image(Deployment deployment) {
    return deployment.getSpec().getTemplate().getSpec().getContainers().get(0).getImage();
  }

  private static String image(Pod pod) {
    return pod.getSpec().getContainers().get(0).getImage();
  }
}
