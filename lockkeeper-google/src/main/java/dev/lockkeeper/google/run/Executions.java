package dev.lockkeeper.google.run;

import com.google.cloud.run.v2.Execution;
import com.google.cloud.run.v2.ListExecutionsRequest;
import com.google.cloud.run.v2.ListTasksResponse;
import com.google.cloud.run.v2.Task;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.lockkeeper.release.platform.Job;
import dev.lockkeeper.release.platform.PastExecution;
import dev.lockkeeper.release.platform.Watch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Reads executions of the job and their tasks. */
final class Executions {
  private static final int PAGE = 100;

  /** Cloud Run keeps a thousand. */
  private static final int MOST = 2000;

  private final Place place;
  private final Clients clients;
  private final Calls calls;

  Executions(Place place, Clients clients, Calls calls) {
    this.place = place;
    this.clients = clients;
    this.calls = calls;
  }

  Optional<Execution> get(String name, Watch watch) {
    return calls.find(
        "the execution " + name + " cannot be read",
        "run.executions.get",
        watch,
        () -> clients.executions().getExecution(place.execution(name)));
  }

  /**
   * The first execution that carries the key of a run; there is one, unless somebody repeats it.
   */
  Optional<Execution> withKey(String key, Watch watch) {
    String label = Labels.value(key);
    return list(watch).stream()
        .filter(each -> label.equals(each.getLabelsMap().get(Job.RUN_LABEL)))
        .min(Comparator.comparing(Execution::getCreateTime, Timestamps.comparator()));
  }

  List<Task> tasks(String execution, Watch watch) {
    return calls
        .find(
            "the tasks of " + execution + " cannot be read",
            "run.tasks.list",
            watch,
            () -> clients.tasks().listTasks(place.execution(execution)).getPage().getResponse())
        .map(ListTasksResponse::getTasksList)
        .orElse(List.of());
  }

  /** The latest ones, newest first. */
  List<PastExecution> latest(int most, Watch watch) {
    return list(watch).stream()
        .sorted(Comparator.comparing(Execution::getCreateTime, Timestamps.comparator()).reversed())
        .limit(most)
        .map(Executions::past)
        .toList();
  }

  private List<Execution> list(Watch watch) {
    return calls
        .find(
            "the executions of " + place.jobName() + " cannot be listed",
            "run.executions.list",
            watch,
            this::listed)
        .orElse(List.of());
  }

  private List<Execution> listed() {
    ListExecutionsRequest request =
        ListExecutionsRequest.newBuilder().setParent(place.job()).setPageSize(PAGE).build();
    List<Execution> all = new ArrayList<>();
    for (Execution execution : clients.executions().listExecutions(request).iterateAll()) {
      all.add(execution);
      if (all.size() == MOST) {
        break;
      }
    }
    return all;
  }

  private static PastExecution past(Execution execution) {
    return new PastExecution(
        Place.brief(execution.getName()),
        Optional.ofNullable(execution.getLabelsMap().get(Job.RELEASE_LABEL)),
        Verdict.image(execution),
        instant(execution.getCreateTime()),
        execution.hasCompletionTime()
            ? Optional.of(instant(execution.getCompletionTime()))
            : Optional.empty(),
        Verdict.outcome(execution));
  }

  private static Instant instant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }
}
