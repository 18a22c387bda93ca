package dev.lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.kubernetes.ClusterSimulation;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.File;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Releases of a Deployment in a simulated cluster, whose Job is the real one on a real database.
 */
class KubernetesReleaseIT {
  private static final String REPOSITORY = "registry.example.com/shop";
  private static final String OLD = "sha256:" + "1".repeat(64);
  private static final String NEW = "sha256:" + "2".repeat(64);

  @TempDir Path folder;

  private ClusterSimulation cluster;
  private ReleaseProject project;

  @BeforeEach
  void deployTheOldRevision() throws Exception {
    cluster = ClusterSimulation.start();
    project = new ReleaseProject(folder);
    Map<String, String> environment = project.environment();
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    cluster.images().push(REPOSITORY, "1", OLD);
    cluster
        .images()
        .push(
            REPOSITORY,
            "2",
            NEW,
            java.toString(),
            "-cp",
            absolute(System.getProperty("java.class.path")),
            "dev.lockkeeper.cli.Main",
            "--project",
            folder.toString());
    Map<String, String> database = new HashMap<>(environment);
    database.keySet().removeIf(name -> !name.startsWith("DB_"));
    cluster.secret("shop-database", database);
    cluster.apply("shop", "app", REPOSITORY + "@" + OLD, 2);
    project.write(
        "lockkeeper.yaml",
        """
        project: shop
        services:
          shop:
            image: %s@%s
            job: {args: [up], timeout: 60s}
            kubernetes: {namespace: %s, secrets: [shop-database]}
        """
            .formatted(REPOSITORY, NEW, ClusterSimulation.NAMESPACE));
    Path kubeconfig = cluster.writeKubeconfig(folder.resolve("kubeconfig"));
    // As the variable KUBECONFIG would, of which a process has only one.
    System.setProperty("kubeconfig", kubeconfig.toString());
    while (available() < 2) {
      Thread.sleep(10);
    }
  }

  @AfterEach
  void close() {
    System.clearProperty("kubeconfig");
    cluster.close();
  }

  @Test
  void migratesBeforeTheDeploymentChanges() throws Exception {
    ReleaseProject.Answer answer = project.call("release");

    assertThat(answer.exit()).as(answer.text()).isZero();
    assertThat(changes())
        .hasSize(2)
        .satisfies(
            calls -> {
              assertThat(calls.get(0)).startsWith("POST").endsWith("/jobs");
              assertThat(calls.get(1)).startsWith("PATCH").endsWith("/deployments/shop");
            });
    assertThat(image()).endsWith(NEW);
    assertThat(project.query("SELECT image FROM lockkeeper.run WHERE release_id IS NOT NULL"))
        .containsExactly(REPOSITORY + "@" + NEW);
    assertThat(project.call("release").text()).contains("Nothing to do");
    assertThat(changes()).hasSize(2);
  }

  @Test
  void aFailedMigrationLeavesTheDeploymentAloneUntilItIsMended() throws Exception {
    project.write("migrations/20260201000000_broken.up.sql", "CREATE TABLE orders (id integer);\n");
    project.write("migrations/20260201000000_broken.down.sql", "SELECT 1;\n");
    ReleaseProject.Answer failed = project.call("release");

    assertThat(failed.exit()).as(failed.text()).isEqualTo(1);
    assertThat(failed.text()).contains("20260201000000_broken.up.sql", "keeps all traffic");
    assertThat(changes()).hasSize(1).allMatch(call -> call.endsWith("/jobs"));
    assertThat(image()).endsWith(OLD);

    project.write("migrations/20260201000000_broken.up.sql", "SELECT 1;\n");
    ReleaseProject.Answer mended = project.call("release");
    assertThat(mended.exit()).as(mended.text()).isZero();
    assertThat(image()).endsWith(NEW);

    ReleaseProject.Answer back = project.call("release", "rollback");
    assertThat(back.exit()).as(back.text()).isZero();
    assertThat(image()).endsWith(OLD);
  }

  /** The calls that change something. */
  private List<String> changes() {
    return cluster.calls().stream()
        .filter(call -> !call.startsWith("GET"))
        .filter(call -> !call.endsWith("/selfsubjectaccessreviews"))
        .toList();
  }

  private String image() {
    return deployment().getSpec().getTemplate().getSpec().getContainers().get(0).getImage();
  }

  private int available() {
    Deployment now = deployment();
    return now.getStatus() == null || now.getStatus().getAvailableReplicas() == null
        ? 0
        : now.getStatus().getAvailableReplicas();
  }

  private Deployment deployment() {
    return cluster
        .client()
        .apps()
        .deployments()
        .inNamespace(ClusterSimulation.NAMESPACE)
        .withName("shop")
        .get();
  }

  private static String absolute(String classPath) {
    return String.join(
        File.pathSeparator,
        List.of(classPath.split(File.pathSeparator)).stream()
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .toList());
  }
}
