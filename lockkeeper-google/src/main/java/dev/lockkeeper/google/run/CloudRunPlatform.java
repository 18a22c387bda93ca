package dev.lockkeeper.google.run;

import dev.lockkeeper.release.image.ImageReference;
import dev.lockkeeper.release.image.Registry;
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
import dev.lockkeeper.release.settings.CloudRunSettings;
import dev.lockkeeper.release.settings.ServiceSettings;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A service of Cloud Run and its job. */
final class CloudRunPlatform implements Platform {
  private final ServiceSettings settings;
  private final Place place;
  private final Clients clients;
  private final Registry registry;
  private final Preflight preflight;
  private final ServiceCalls services;
  private final Executions executions;
  private final JobUpdates updates;
  private final JobRuns runs;
  private final JobWait wait;
  private final Rollout rollout;
  private final TrafficShift traffic;

  /**
   * @param caller the service account that calls, if that can be known
   */
  CloudRunPlatform(
      ServiceSettings settings,
      CloudRunSettings cloud,
      Clients clients,
      Polling polling,
      Registry registry,
      Supplier<Optional<String>> caller) {
    this.settings = settings;
    this.place = new Place(cloud, settings.job().name());
    this.clients = clients;
    this.registry = registry;
    Rights rights = new Rights(place, cloud.serviceAccount(), caller);
    Calls calls = new Calls(polling, new Refusal(rights));
    this.executions = new Executions(place, clients, calls);
    this.updates = new JobUpdates(place, clients, calls, rights);
    this.runs = new JobRuns(place, clients, calls, updates, executions);
    this.wait = new JobWait(place, clients, calls, executions);
    this.services = new ServiceCalls(place, clients, calls);
    this.preflight = new Preflight(place, clients, calls, rights, settings.post());
    this.rollout = new Rollout(services, new RevisionNaming(cloud.service()));
    this.traffic = new TrafficShift(services, settings.traffic());
  }

  @Override
  public boolean hasTraffic() {
    return true;
  }

  @Override
  public ImageReference resolve(ImageReference image) {
    return registry.resolve(image);
  }

  @Override
  public List<Obstacle> obstacles(Job job) {
    Watch alone = new Alone();
    return preflight.obstacles(
        job.settings().enabled() && updates.find(alone).isPresent(),
        services.find(alone).isPresent(),
        alone);
  }

  @Override
  public Optional<Serving> serving(Watch watch) {
    return rollout.serving(watch);
  }

  @Override
  public void prepare(Job job, Watch watch) {
    JobSecrets.versions(job.settings().secrets())
        .forEach(
            (variable, version) -> {
              if (version.isLatest()) {
                watch.say(
                    "the job's "
                        + variable
                        + " is the latest version of "
                        + version.name()
                        + ", whichever that is when it starts; name a version to know what ran");
              }
            });
    updates.ensure(job, Optional.empty(), watch);
  }

  @Override
  public JobResult run(JobRun run, Watch watch) {
    return wait.follow(runs.execution(run, watch), run, watch);
  }

  @Override
  public Revision deploy(Candidate candidate, Watch watch) {
    return rollout.deploy(candidate, watch);
  }

  @Override
  public void awaitReady(Revision revision, Watch watch) {
    rollout.awaitReady(revision.name(), settings.traffic().readyTimeout(), watch);
  }

  @Override
  public void shift(Revision revision, int percent, Optional<Serving> before, Watch watch) {
    traffic.shift(revision.name(), percent, before, watch);
  }

  @Override
  public void awaitDrained(Serving before, Watch watch) {
    traffic.awaitDrained(before, watch);
  }

  @Override
  public void restore(Serving before, Watch watch) {
    traffic.restore(before, watch);
  }

  @Override
  public List<PastExecution> executions(int most) {
    return executions.latest(most, new Alone());
  }

  @Override
  public void log(String execution, Watch watch) {
    new LogTail(clients, place, execution, watch).poll();
  }

  @Override
  public void close() {
    clients.close();
  }
}
