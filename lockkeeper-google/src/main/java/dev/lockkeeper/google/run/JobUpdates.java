package dev.lockkeeper.google.run;

import com.google.api.gax.rpc.ApiException;
import com.google.cloud.run.v2.CreateJobRequest;
import com.google.cloud.run.v2.Job;
import com.google.cloud.run.v2.UpdateJobRequest;
import com.google.longrunning.Operation;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.release.platform.Watch;
import java.util.Optional;

/**
 * Makes the job what it should be. A change that was refused or whose answer was lost is looked at
 * first, and then made again with the job's new etag, so that it is never made on top of a change
 * that was not read.
 */
final class JobUpdates {
  private static final int TRIES = 5;

  private final Place place;
  private final Clients clients;
  private final Calls calls;
  private final Rights rights;
  private final JobShape shape;

  JobUpdates(Place place, Clients clients, Calls calls, Rights rights) {
    this.place = place;
    this.clients = clients;
    this.calls = calls;
    this.rights = rights;
    this.shape = new JobShape(place.cloud());
  }

  Optional<Job> find(Watch watch) {
    return calls.find(
        what("cannot be read"), "run.jobs.get", watch, () -> clients.jobs().getJob(place.job()));
  }

  /**
   * Creates or changes the job, and waits until it is ready.
   *
   * @param run the key of the execution that comes next, if one does
   * @return the job as it is then, with its etag
   */
  Job ensure(dev.lockkeeper.release.platform.Job wished, Optional<String> run, Watch watch) {
    for (int i = 0; i < TRIES; i++) {
      Optional<Job> old = find(watch);
      Job job = shape.of(old.orElse(Job.getDefaultInstance()), wished, run);
      if (old.filter(job::equals).isPresent()
          && !Operations.hasFailed(job.getTerminalCondition())) {
        return ready(wished, watch);
      }
      try {
        Operation operation = change(old, job);
        operations().await(operation, what("cannot be changed"), watch);
        return ready(wished, watch);
      } catch (ApiException e) {
        if (!Calls.isPassing(e) && !Calls.isConflict(e)) {
          throw calls.refused(
              what(old.isEmpty() ? "cannot be created" : "cannot be changed"),
              old.isEmpty() ? "run.jobs.create" : "run.jobs.update",
              e);
        }
        watch.say(what("was not changed for certain; looking at it again"));
        watch.pause(calls.polling().first().multipliedBy(i + 1L));
      }
    }
    throw LockkeeperException.because(
            ErrorCode.PLATFORM, what("could not be changed in " + TRIES + " attempts"))
        .hint("Look whether something else changes it all the time, and run this again.")
        .build();
  }

  private Operations operations() {
    return new Operations(clients.jobs().getOperationsClient(), calls, rights);
  }

  private Operation change(Optional<Job> old, Job job) {
    if (old.isPresent()) {
      return clients
          .jobs()
          .updateJobCallable()
          .call(UpdateJobRequest.newBuilder().setJob(job).build());
    }
    return clients
        .jobs()
        .createJobCallable()
        .call(
            CreateJobRequest.newBuilder()
                .setParent(place.parent())
                .setJobId(place.jobName())
                .setJob(job)
                .build());
  }

  /** Ready means that Cloud Run has looked at this generation and has nothing against it. */
  private Job ready(dev.lockkeeper.release.platform.Job wished, Watch watch) {
    Polling.Pace pace = calls.polling().pace();
    while (true) {
      Job job =
          find(watch)
              .orElseThrow(
                  () ->
                      LockkeeperException.because(
                              ErrorCode.RELEASE_CONFLICT, what("was deleted meanwhile"))
                          .hint("Run this again: it is created anew.")
                          .build());
      if (Operations.hasFailed(job.getTerminalCondition()) && !job.getReconciling()) {
        throw operations()
            .notReady(
                "the job " + place.jobName(),
                job.getTerminalCondition(),
                JobSecrets.versions(wished.settings().secrets()).values());
      }
      if (!job.getReconciling() && job.getObservedGeneration() >= job.getGeneration()) {
        return job;
      }
      watch.pause(pace.next());
    }
  }

  private String what(String happened) {
    return "the job " + place.jobName() + " " + happened;
  }
}
