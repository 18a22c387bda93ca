package dev.lockkeeper.kubernetes;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * A cluster with one API server, the controllers of Jobs and Deployments, and a node that really
 * starts the programs of Jobs. Real are the client, the connection, and the objects that travel;
 * what a real API server would refuse for their form is not known here.
 */
public final class ClusterSimulation implements AutoCloseable {
  /** The context of {@link #writeKubeconfig}. */
  public static final String CONTEXT = "simulation";

  /** The namespace that everything is in. */
  public static final String NAMESPACE = "shop";

  /** Kept, since a logger that nobody holds forgets its level. */
  private static final Logger SERVER_LOG = Logger.getLogger("io.fabric8.mockwebserver");

  static {
    SERVER_LOG.setLevel(Level.WARNING);
  }

  private final SimulatedImages images = new SimulatedImages();
  private final SimulatedLogs logs = new SimulatedLogs();
  private final SimulatedApi api = new SimulatedApi(logs);
  private final KubernetesMockServer server;
  private final KubernetesClient client;
  private final SimulatedJobs jobs;
  private final SimulatedDeployments deployments;
  private final Thread controllers;
  private volatile boolean isClosed;

  private ClusterSimulation() {
    server =
        new KubernetesMockServer(new Context(), new MockWebServer(), new HashMap<>(), api, false);
    server.start();
    client = client(SimulatedApi.CONTROLLER);
    jobs = new SimulatedJobs(client, images, logs);
    deployments = new SimulatedDeployments(client, images);
    controllers = new Thread(this::control, "controllers");
    controllers.setDaemon(true);
  }

  /** Starts a cluster with nothing in it. */
  public static ClusterSimulation start() {
    ClusterSimulation cluster = new ClusterSimulation();
    cluster.controllers.start();
    return cluster;
  }

  /** Writes a kubeconfig file whose current context is this cluster. */
  public Path writeKubeconfig(Path file) throws IOException {
    return Files.writeString(
        file,
        """
        apiVersion: v1
        kind: Config
        current-context: %1$s
        clusters:
        - {name: %1$s, cluster: {server: "%2$s"}}
        users:
        - {name: gate, user: {token: gate}}
        contexts:
        - {name: %1$s, context: {cluster: %1$s, user: gate, namespace: %3$s}}
        """
            .formatted(CONTEXT, server.url("/"), NAMESPACE));
  }

  /** A client with a token, as the kubeconfig file gives one. */
  KubernetesClient client(String token) {
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl(server.url("/"))
            .withOauthToken(token)
            .withNamespace(NAMESPACE)
            .withRequestRetryBackoffLimit(0)
            .build();
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withHttpClientFactory(new JdkHttpClientFactory())
        .build();
  }

  /** A client of an administrator, who meets no fault. */
  public KubernetesClient client() {
    return client;
  }

  /** The registry that the node pulls from. */
  public SimulatedImages images() {
    return images;
  }

  /** What was asked of the API server, by everybody but controllers and administrators. */
  public List<String> calls() {
    return api.calls();
  }

  SimulatedApi api() {
    return api;
  }

  SimulatedJobs jobs() {
    return jobs;
  }

  SimulatedLogs logs() {
    return logs;
  }

  SimulatedDeployments deployments() {
    return deployments;
  }

  /** Makes a Secret. */
  public void secret(String name, Map<String, String> values) {
    client
        .secrets()
        .inNamespace(NAMESPACE)
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withData(
                    values.entrySet().stream()
                        .collect(
                            Collectors.toMap(
                                Map.Entry::getKey,
                                one ->
                                    Base64.getEncoder()
                                        .encodeToString(
                                            one.getValue().getBytes(StandardCharsets.UTF_8)))))
                .build())
        .create();
  }

  Job job(String name) {
    return client.batch().v1().jobs().inNamespace(NAMESPACE).withName(name).get();
  }

  void deleteJob(String name) {
    client.batch().v1().jobs().inNamespace(NAMESPACE).withName(name).delete();
  }

  /** Applies a Deployment of one container that has a readiness probe. */
  public Deployment apply(String name, String container, String image, int replicas) {
    return client
        .apps()
        .deployments()
        .inNamespace(NAMESPACE)
        .resource(
            new DeploymentBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .withNewSelector()
                .addToMatchLabels("app", name)
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", name)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName(container)
                .withImage(image)
                .withNewReadinessProbe()
                .withNewHttpGet()
                .withPath("/healthz")
                .withNewPort(8080)
                .endHttpGet()
                .endReadinessProbe()
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build())
        .create();
  }

  private void control() {
    while (!isClosed) {
      try {
        step(jobs::step);
        step(deployments::step);
        Thread.sleep(10);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private static void step(Runnable controller) {
    try {
      controller.run();
    } catch (KubernetesClientException e) {
      // Somebody else has changed or deleted what it had read; it reads it again the next time.
      return;
    }
  }

  @Override
  public void close() {
    isClosed = true;
    controllers.interrupt();
    try {
      controllers.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    jobs.close();
    client.close();
    server.shutdown();
  }
}
