package dev.lockkeeper.google.run;

import com.google.api.gax.rpc.ApiException;
import com.google.cloud.run.v2.Execution;
import com.google.cloud.run.v2.Job;
import com.google.cloud.run.v2.RunJobRequest;
import com.google.cloud.run.v2.RunJobRequest.Overrides;
import com.google.cloud.run.v2.RunJobRequest.Overrides.ContainerOverride;
import com.google.longrunning.Operation;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.release.platform.JobRun;
import dev.lockkeeper.release.platform.Watch;
import java.util.Optional;

/**
 * Starts an execution once. RunJob has no means against being carried out twice, and a run cannot
 * be labelled; so the key stands in the job, whose labels every execution inherits, the run asks
 * for the job with the etag that was read with it, and what may have been started is looked for
 * before anything is started.
 */
final class JobRuns {
  private static final int TRIES = 3;

  private final Place place;
  private final Clients clients;
  private final Calls calls;
  private final JobUpdates updates;
  private final Executions executions;

  JobRuns(Place place, Clients clients, Calls calls, JobUpdates updates, Executions executions) {
    this.place = place;
    this.clients = clients;
    this.calls = calls;
    this.updates = updates;
    this.executions = executions;
  }

  /** The name of the run's execution, which is started if there is none yet. */
  String execution(JobRun run, Watch watch) {
    String fact = "execution " + run.key();
    Optional<String> known = watch.recall(fact);
    if (known.isPresent()) {
      return known.get();
    }
    String asked = "asked for " + run.key();
    Optional<Execution> found =
        watch.recall(asked).isPresent()
            ? lookFor(run, watch)
            : executions.withKey(run.key(), watch);
    String name = found.map(each -> Place.brief(each.getName())).orElse("");
    if (name.isEmpty()) {
      watch.remember(asked, place.jobName());
      name = start(run, watch);
      watch.say("execution " + name + " has started");
    } else {
      watch.say("execution " + name + " was started before; following it");
    }
    watch.remember(fact, name);
    return name;
  }

  private String start(JobRun run, Watch watch) {
    for (int i = 0; i < TRIES; i++) {
      Job job = updates.ensure(run.job(), Optional.of(run.key()), watch);
      try {
        Optional<String> name = name(clients.jobs().runJobCallable().call(request(run, job)));
        if (name.isPresent()) {
          return name.get();
        }
      } catch (ApiException e) {
        if (!Calls.isPassing(e) && !Calls.isConflict(e)) {
          throw refused(run, e);
        }
        if (Calls.isConflict(e)) {
          watch.say("the job was changed by somebody else; looking at it again");
          continue;
        }
        watch.say(
            "whether the job was started is not known ("
                + e.getStatusCode().getCode()
                + "); looking for the execution");
      }
      Optional<Execution> found = lookFor(run, watch);
      if (found.isPresent()) {
        return Place.brief(found.get().getName());
      }
    }
    throw LockkeeperException.because(
            ErrorCode.PLATFORM,
            "the job " + place.jobName() + " could not be started in " + TRIES + " attempts")
        .hint(
            "Run this again: an execution that did start is found by its label. `gcloud run jobs"
                + " executions list --job="
                + place.jobName()
                + " "
                + place.options()
                + "` shows them.")
        .build();
  }

  private LockkeeperException refused(JobRun run, ApiException e) {
    return calls.refused(
        "the job " + place.jobName() + " cannot be started",
        run.arguments().isPresent() ? "run.jobs.runWithOverrides" : "run.jobs.run",
        e);
  }

  private Optional<Execution> lookFor(JobRun run, Watch watch) {
    Deadline deadline = Deadline.in(calls.polling().lookFor());
    Polling.Pace pace = calls.polling().pace();
    Optional<Execution> found = executions.withKey(run.key(), watch);
    while (found.isEmpty() && !deadline.isOver()) {
      watch.pause(pace.next());
      found = executions.withKey(run.key(), watch);
    }
    return found;
  }

  private RunJobRequest request(JobRun run, Job job) {
    RunJobRequest.Builder request =
        RunJobRequest.newBuilder().setName(place.job()).setEtag(job.getEtag());
    run.arguments()
        .ifPresent(
            arguments ->
                request.setOverrides(
                    Overrides.newBuilder()
                        .addContainerOverrides(
                            ContainerOverride.newBuilder()
                                .setName(job.getTemplate().getTemplate().getContainers(0).getName())
                                .addAllArgs(arguments)
                                .setClearArgs(arguments.isEmpty()))));
    return request.build();
  }

  /** The execution that an operation is about. */
  private static Optional<String> name(Operation operation) {
    try {
      if (operation.getMetadata().is(Execution.class)) {
        return Optional.of(Place.brief(operation.getMetadata().unpack(Execution.class).getName()));
      }
      return Optional.empty();
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty();
    }
  }
}
