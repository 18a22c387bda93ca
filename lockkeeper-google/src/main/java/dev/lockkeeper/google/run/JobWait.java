package dev.lockkeeper.google.run;

import com.google.cloud.run.v2.Execution;
import dev.lockkeeper.release.platform.Ending;
import dev.lockkeeper.release.platform.JobResult;
import dev.lockkeeper.release.platform.JobRun;
import dev.lockkeeper.release.platform.Watch;
import java.util.Optional;
import java.util.OptionalInt;

/** Follows an execution until it is over, however long that takes. */
final class JobWait {
  /** How often an execution may be missing, one time after the other, before it counts as gone. */
  private static final int MISSES = 3;

  private final Place place;
  private final Clients clients;
  private final Calls calls;
  private final Executions executions;

  JobWait(Place place, Clients clients, Calls calls, Executions executions) {
    this.place = place;
    this.clients = clients;
    this.calls = calls;
    this.executions = executions;
  }

  JobResult follow(String name, JobRun run, Watch watch) {
    Polling.Pace pace = calls.polling().pace();
    LogTail log = new LogTail(clients, place, name, watch);
    int misses = 0;
    while (true) {
      Optional<Execution> execution = executions.get(name, watch);
      if (execution.filter(Verdict::isOver).isPresent()) {
        JobResult result = result(execution.get(), run, watch);
        awaitLateLines(log, watch);
        return result;
      }
      log.poll();
      misses = execution.isPresent() ? 0 : misses + 1;
      if (misses == MISSES) {
        return new JobResult(
            name,
            Ending.LOST,
            OptionalInt.empty(),
            "Cloud Run does not know this execution any more",
            Optional.empty());
      }
      watch.pause(pace.next());
    }
  }

  /** Lines may arrive after the end of what printed them. */
  private void awaitLateLines(LogTail log, Watch watch) {
    Deadline deadline = Deadline.in(calls.polling().lateLines());
    Polling.Pace pace = calls.polling().pace();
    log.poll();
    while (!deadline.isOver()) {
      watch.pause(pace.next());
      log.poll();
    }
  }

  private JobResult result(Execution execution, JobRun run, Watch watch) {
    String name = Place.brief(execution.getName());
    Verdict verdict = Verdict.of(execution, executions.tasks(name, watch), run.job().image());
    return new JobResult(
        name,
        verdict.ending(),
        verdict.exitCode(),
        verdict.reason(),
        Optional.of(execution.getLogUri()).filter(text -> !text.isEmpty()));
  }
}
