package dev.lockkeeper.kubernetes;

import dev.lockkeeper.release.image.ImageReference;
import dev.lockkeeper.release.platform.Candidate;
import dev.lockkeeper.release.platform.Job;
import dev.lockkeeper.release.platform.JobResult;
import dev.lockkeeper.release.platform.JobRun;
import dev.lockkeeper.release.platform.Obstacle;
import dev.lockkeeper.release.platform.PastExecution;
import dev.lockkeeper.release.platform.Platform;
import dev.lockkeeper.release.platform.Revision;
import dev.lockkeeper.release.platform.Serving;
import dev.lockkeeper.release.platform.Watch;
import dev.lockkeeper.release.settings.KubernetesSettings;
import dev.lockkeeper.release.settings.ServiceSettings;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A service that is a Deployment, migrated by Jobs of the same namespace. */
final class KubernetesPlatform implements Platform {
  private final Api api;
  private final ServiceSettings service;
  private final KubernetesSettings settings;
  private final KubectlWords kubectl;
  private final Deployments deployments;

  KubernetesPlatform(
      KubernetesClient client, ServiceSettings service, KubernetesSettings settings) {
    this.api = new Api(client, settings.namespace());
    this.service = service;
    this.settings = settings;
    this.kubectl = new KubectlWords(settings.context(), settings.namespace());
    this.deployments = new Deployments(api, settings);
  }

  /** A Service sends to all ready pods alike. */
  @Override
  public boolean hasTraffic() {
    return false;
  }

  /** Kubernetes itself knows no registries; which image ran is seen when a pod has run. */
  @Override
  public ImageReference resolve(ImageReference image) {
    return image;
  }

  /** Nothing of a Job lasts, so that it is only looked whether it could be made. */
  @Override
  public void prepare(Job job, Watch watch) {
    new JobManifest(new JobRun(job, "prepare", Optional.empty()), settings).job();
  }

  @Override
  public JobResult run(JobRun run, Watch watch) {
    return new JobExecution(api, kubectl, run, new JobManifest(run, settings), watch).toItsEnd();
  }

  @Override
  public List<Obstacle> obstacles(Job job) {
    return new Obstacles(api, deployments, settings.deployment()).of(job.settings());
  }

  /** What most requests go to, by the pods that are available. */
  @Override
  public Optional<Serving> serving(Watch watch) {
    return deployments.read(watch).flatMap(this::serving);
  }

  private Optional<Serving> serving(Rollout rollout) {
    String container = deployments.container(rollout.deployment());
    int all = rollout.replicaSets().stream().mapToInt(Rollout::available).sum();
    return rollout
        .serving()
        .map(
            most -> {
              Map<String, Integer> traffic = new HashMap<>();
              rollout.replicaSets().stream()
                  .filter(one -> Rollout.available(one) > 0)
                  .forEach(
                      one ->
                          traffic.put(
                              one.getMetadata().getName(), 100 * Rollout.available(one) / all));
              return new Serving(
                  most.getMetadata().getName(),
                  traffic,
                  Rollout.image(most.getSpec().getTemplate(), container),
                  deployments.version(rollout.deployment()));
            });
  }

  @Override
  public Revision deploy(Candidate candidate, Watch watch) {
    return new Deploy(deployments, watch).to(candidate);
  }

  @Override
  public void awaitReady(Revision revision, Watch watch) {
    pods(watch).untilReady(revision.name());
  }

  /** The Service has shifted all of it when the new pods were ready. */
  @Override
  public void shift(Revision revision, int percent, Optional<Serving> before, Watch watch) {}

  @Override
  public void awaitDrained(Serving before, Watch watch) {
    pods(watch).untilDrained(before);
  }

  @Override
  public void restore(Serving before, Watch watch) {
    pods(watch).untilReady(new Deploy(deployments, watch).back(before).getMetadata().getName());
  }

  private RolloutWait pods(Watch watch) {
    return new RolloutWait(deployments, kubectl, service.traffic(), watch);
  }

  @Override
  public List<PastExecution> executions(int most) {
    return new JobHistory(api).latest(service.job().name(), most);
  }

  @Override
  public void log(String execution, Watch watch) {
    new JobHistory(api).log(execution, watch);
  }

  @Override
  public void close() {
    api.client().close();
  }
}
