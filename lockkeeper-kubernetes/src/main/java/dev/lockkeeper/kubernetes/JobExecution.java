package dev.lockkeeper.kubernetes;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.release.image.ImageReference;
import dev.lockkeeper.release.platform.Ending;
import dev.lockkeeper.release.platform.JobResult;
import dev.lockkeeper.release.platform.JobRun;
import dev.lockkeeper.release.platform.Watch;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One run: its Job is found, or created, and followed to its end. The name of the Job follows from
 * the run's key, so that creating it twice is refused by the API server; once it was there, it is
 * not created again.
 */
final class JobExecution {
  private static final String RUN_LABEL = dev.lockkeeper.release.platform.Job.RUN_LABEL;
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** After its end, the log of a container may come late. */
  private static final int LATE_LOOKS = 2;

  private final Api api;
  private final KubectlWords kubectl;
  private final JobRun run;
  private final JobManifest manifest;
  private final Watch watch;
  private final Map<String, PodLog> logs = new HashMap<>();

  JobExecution(Api api, KubectlWords kubectl, JobRun run, JobManifest manifest, Watch watch) {
    this.api = api;
    this.kubectl = kubectl;
    this.run = run;
    this.manifest = manifest;
    this.watch = watch;
  }

  JobResult toItsEnd() {
    String fact = "kubernetes-job-" + run.key();
    Optional<String> known = watch.recall(fact);
    Optional<Job> found = find();
    if (known.isPresent() && !found.map(JobExecution::identity).equals(known)) {
      return new JobResult(
          manifest.name(),
          Ending.LOST,
          OptionalInt.empty(),
          "it was started, and then deleted by somebody before its end was seen",
          Optional.empty());
    }
    Job job = found.orElseGet(this::create);
    checkIsOurs(job);
    if (known.isEmpty()) {
      watch.remember(fact, identity(job));
    }
    watch.say(
        (found.isPresent() ? "Waiting for the Job " : "Started the Job ")
            + job.getMetadata().getName()
            + ".");
    return follow(job);
  }

  /** Tells a Job from one of the same name that came later. */
  private static String identity(Job job) {
    return job.getMetadata().getName() + "/" + job.getMetadata().getUid();
  }

  private Optional<Job> find() {
    Job byName = api.ask(Right.GET_JOBS, watch, this::get);
    if (byName != null) {
      return Optional.of(byName);
    }
    Map<String, String> labels = new HashMap<>(manifest.labels());
    labels.keySet().retainAll(Set.of(JobManifest.NAME_LABEL, RUN_LABEL));
    List<Job> byLabel =
        api.ask(
            Right.LIST_JOBS,
            watch,
            client ->
                client
                    .batch()
                    .v1()
                    .jobs()
                    .inNamespace(api.namespace())
                    .withLabels(labels)
                    .list()
                    .getItems());
    if (byLabel.size() > 1) {
      throw conflict("there are " + byLabel.size() + " Jobs with the label of this run");
    }
    return byLabel.stream().findFirst();
  }

  private @Nullable Job get(KubernetesClient client) {
    return client.batch().v1().jobs().inNamespace(api.namespace()).withName(manifest.name()).get();
  }

  private Job create() {
    Job wanted = manifest.job();
    try {
      return api.ask(
          Right.CREATE_JOBS,
          watch,
          client ->
              client.batch().v1().jobs().inNamespace(api.namespace()).resource(wanted).create());
    } catch (KubernetesClientException e) {
      // It is there already: our own call came through although it seemed to fail, or another gate
      // was faster.
      Job there = api.ask(Right.GET_JOBS, watch, this::get);
      if (there == null) {
        throw conflict("the Job " + manifest.name() + " was there and is gone again");
      }
      return there;
    }
  }

  private void checkIsOurs(Job job) {
    Map<String, String> labels =
        Optional.ofNullable(job.getMetadata().getLabels()).orElse(Map.of());
    if (!Objects.equals(manifest.labels().get(RUN_LABEL), labels.get(RUN_LABEL))) {
      throw conflict(
          "there is a Job " + job.getMetadata().getName() + " that does not belong to this run");
    }
    String image =
        job.getSpec().getTemplate().getSpec().getContainers().stream()
            .filter(one -> JobManifest.CONTAINER.equals(one.getName()))
            .map(Container::getImage)
            .findFirst()
            .orElse("");
    if (!image.equals(asked().toString())) {
      throw conflict(
          "the Job "
              + job.getMetadata().getName()
              + " has the image "
              + image
              + ", not "
              + asked());
    }
  }

  private LockkeeperException conflict(String what) {
    return LockkeeperException.because(ErrorCode.RELEASE_CONFLICT, what)
        .hint(
            "Look at it with `"
                + kubectl.describe("job", manifest.name())
                + "`; when it may go, delete it, then release again.")
        .build();
  }

  private JobResult follow(Job job) {
    Set<String> said = new HashSet<>();
    try (JobFollower follower = new JobFollower(api, watch, job)) {
      while (true) {
        JobState state = follower.look();
        readLogs(state, false);
        if (JobVerdict.of(state, asked()).isPresent()) {
          return result(job, follower.settle());
        }
        Remarks.of(state).stream().filter(said::add).forEach(remark -> watch.say(remark + "."));
        watch.pause(LOOK);
      }
    }
  }

  private JobResult result(Job job, JobState state) {
    JobVerdict verdict = JobVerdict.of(state, asked()).orElseThrow();
    for (int look = 0; look < LATE_LOOKS; look++) {
      watch.pause(LOOK);
      readLogs(state, look == LATE_LOOKS - 1);
    }
    String name = job.getMetadata().getName();
    JobVerdict last = verdict.ending() == Ending.SUCCEEDED ? keepImage(verdict) : verdict;
    return new JobResult(
        name, last.ending(), last.exitCode(), last.reason(), Optional.of(kubectl.logs(name)));
  }

  private void readLogs(JobState state, boolean isEnd) {
    for (PodState pod : state.pods()) {
      if (pod.hasStarted()) {
        logs.computeIfAbsent(pod.name(), name -> new PodLog(api, name)).read(watch, isEnd);
      }
    }
  }

  /** A tag may be moved: the digest that ran is kept, for later jobs and for the Deployment. */
  private JobVerdict keepImage(JobVerdict verdict) {
    if (asked().digest().isPresent()) {
      return verdict;
    }
    if (verdict.digest().isEmpty()) {
      watch.say(
          "Which image "
              + asked()
              + " is cannot be told: name it by its digest, so that the service gets the same one.");
      return verdict;
    }
    MovedTag tag = new MovedTag(asked());
    Optional<ImageReference> before = tag.recall(watch);
    ImageReference now = tag.at(verdict.digest().orElseThrow());
    if (before.isPresent() && !before.orElseThrow().equals(now)) {
      return new JobVerdict(
          Ending.CONFIGURATION,
          verdict.exitCode(),
          "the tag was moved: this job ran with "
              + now
              + ", one before it with "
              + before.orElseThrow(),
          verdict.digest());
    }
    tag.remember(watch, now);
    return verdict;
  }

  private ImageReference asked() {
    return run.job().image();
  }
}
