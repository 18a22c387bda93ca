package dev.lockkeeper.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.release.platform.Ending;
import dev.lockkeeper.release.platform.Obstacle;
import dev.lockkeeper.release.platform.PastExecution;
import dev.lockkeeper.release.platform.Platform;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStrategyBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is found before a release, and what is left of earlier ones. */
@Timeout(60)
class KubernetesObstaclesIT {
  @TempDir Path folder;

  private ClusterSimulation cluster;
  private final TestWatch watch = new TestWatch();

  @BeforeEach
  void start() {
    cluster = ClusterSimulation.start();
    cluster.images().push(Shop.REPOSITORY, "1.0", Shop.FIRST);
    cluster.deployments().hold(true);
    cluster.apply("orders", "app", Shop.REPOSITORY + ":1.0", 1);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void findsNothingWhereNothingIsWrong() throws Exception {
    assertThat(obstacles(Shop.shell("true"))).isEmpty();
    assertThat(cluster.calls())
        .allMatch(call -> call.startsWith("GET") || call.endsWith("/selfsubjectaccessreviews"));
  }

  @Test
  void namesEachMissingRightWithItsRule() throws Exception {
    for (Right right : Right.values()) {
      if (right == Right.REVIEW_ACCESS) {
        continue;
      }
      String resource =
          right.resource() + (right.subresource().isEmpty() ? "" : "/" + right.subresource());
      cluster.api().deny(right.verb(), resource);
      assertThat(obstacles(Shop.shell("true")))
          .singleElement()
          .satisfies(
              one -> {
                assertThat(one.isRight()).isTrue();
                assertThat(one.message()).contains(right.verb() + " " + resource);
                assertThat(one.fix())
                    .contains(
                        "resources: [\"" + resource + "\"], verbs: [\"" + right.verb() + "\"]}");
              });
      cluster.api().allowAll();
    }
  }

  @Test
  void aDeploymentThatIsMissingIsOne() throws Exception {
    deployments().delete();
    assertThat(obstacles(Shop.shell("true")))
        .singleElement()
        .satisfies(one -> assertThat(one.fix()).contains("0 replicas"));
  }

  @Test
  void aStrategyThatTakesOldPodsFirstIsOne() throws Exception {
    strategy("Recreate", null);
    assertThat(one()).contains("takes its old pods away");
    strategy("RollingUpdate", new IntOrString(1));
    assertThat(one()).contains("takes its old pods away");
    strategy("RollingUpdate", new IntOrString("100%"));
    assertThat(one()).contains("takes its old pods away");
    strategy("RollingUpdate", new IntOrString("25%"));
    assertThat(obstacles(Shop.shell("true"))).isEmpty();
    strategy("RollingUpdate", new IntOrString(0));
    assertThat(obstacles(Shop.shell("true"))).isEmpty();
  }

  @Test
  void aContainerWithoutReadinessProbeIsOne() throws Exception {
    edit(
        one -> {
          one.getSpec().getTemplate().getSpec().getContainers().get(0).setReadinessProbe(null);
          return one;
        });
    assertThat(one()).contains("no readinessProbe");
  }

  @Test
  void aPausedDeploymentIsOne() throws Exception {
    edit(
        one -> {
          one.getSpec().setPaused(true);
          return one;
        });
    assertThat(one()).contains("is paused");
  }

  @Test
  void severalContainersWithoutANameAreOne() throws Exception {
    edit(
        one -> {
          var containers = one.getSpec().getTemplate().getSpec().getContainers();
          var second =
              new io.fabric8.kubernetes.api.model.ContainerBuilder(containers.get(0))
                  .withName("proxy")
                  .build();
          one.getSpec().getTemplate().getSpec().setContainers(List.of(containers.get(0), second));
          return one;
        });
    Obstacle obstacle = obstacles(Shop.shell("true")).get(0);
    assertThat(obstacle.message()).contains("several containers");
    assertThat(obstacle.fix()).contains("app, proxy");
  }

  @Test
  void aSecretOfAnotherPlatformIsOne() throws Exception {
    Shop shop = Shop.shell("true").with(Map.of(), Map.of("URL", "sm://project/database"));
    assertThat(obstacles(shop))
        .singleElement()
        .satisfies(one -> assertThat(one.fix()).contains("ExternalSecret"));
  }

  @Test
  void listsEarlierRunsAndTheirLogs() throws Exception {
    try (Platform platform = Shop.shell("true").platform(cluster, folder)) {
      Shop good = Shop.shell("echo one; echo two");
      Shop bad = Shop.shell("exit 7");
      assertThat(platform.run(good.run("k1"), new TestWatch()).ending())
          .isEqualTo(Ending.SUCCEEDED);
      assertThat(platform.run(bad.run("k2"), new TestWatch()).ending()).isEqualTo(Ending.FAILED);
      assertThat(platform.executions(10))
          .extracting(PastExecution::name, PastExecution::outcome)
          .containsExactlyInAnyOrder(
              org.assertj.core.groups.Tuple.tuple("orders-migrate-k1", "Complete"),
              org.assertj.core.groups.Tuple.tuple(
                  "orders-migrate-k2", "Failed: BackoffLimitExceeded"));
      assertThat(platform.executions(10))
          .allSatisfy(
              one -> {
                assertThat(one.release()).contains("01hz-release");
                assertThat(one.image()).endsWith(Shop.FIRST);
                assertThat(one.finished()).isPresent();
              });
      assertThat(platform.executions(1)).hasSize(1);

      platform.log("orders-migrate-k1", watch);
      assertThat(watch.lines).containsExactly("one", "two");
      LockkeeperException unknown =
          catchThrowableOfType(
              LockkeeperException.class, () -> platform.log("orders-migrate-k9", watch));
      assertThat(unknown.code()).isEqualTo(ErrorCode.PLATFORM_SETTINGS);
    }
  }

  @Test
  void aContextThatTheFileDoesNotHaveIsNamed() throws Exception {
    Path kubeconfig = cluster.writeKubeconfig(folder.resolve("kubeconfig"));
    System.setProperty("kubeconfig", kubeconfig.toString());
    try {
      LockkeeperException refused =
          catchThrowableOfType(
              LockkeeperException.class,
              () ->
                  new KubernetesProvider().open(Shop.shell("true").service("elsewhere"), Map.of()));
      assertThat(refused.code()).isEqualTo(ErrorCode.PLATFORM_SETTINGS);
      assertThat(refused.hint().orElseThrow()).contains(ClusterSimulation.CONTEXT);
    } finally {
      System.clearProperty("kubeconfig");
    }
  }

  private String one() throws IOException {
    List<Obstacle> obstacles = obstacles(Shop.shell("true"));
    assertThat(obstacles).hasSize(1);
    return obstacles.get(0).message();
  }

  private List<Obstacle> obstacles(Shop shop) throws IOException {
    try (Platform platform = shop.platform(cluster, folder)) {
      return platform.obstacles(shop.run("k1").job());
    }
  }

  private void strategy(String type, IntOrString maxUnavailable) {
    edit(
        one -> {
          DeploymentStrategyBuilder strategy = new DeploymentStrategyBuilder().withType(type);
          if (maxUnavailable != null) {
            strategy.withNewRollingUpdate().withMaxUnavailable(maxUnavailable).endRollingUpdate();
          }
          one.getSpec().setStrategy(strategy.build());
          return one;
        });
  }

  private void edit(UnaryOperator<Deployment> change) {
    deployments().edit(change);
  }

  private io.fabric8.kubernetes.client.dsl.RollableScalableResource<Deployment> deployments() {
    return cluster
        .client()
        .apps()
        .deployments()
        .inNamespace(ClusterSimulation.NAMESPACE)
        .withName("orders");
  }
}
