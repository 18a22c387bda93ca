package dev.lockkeeper.google.fake;

import com.google.cloud.run.v2.Container;
import com.google.cloud.run.v2.Execution;
import com.google.cloud.run.v2.Job;
import com.google.cloud.run.v2.RunJobRequest.Overrides;
import com.google.cloud.run.v2.RunJobRequest.Overrides.ContainerOverride;
import com.google.cloud.run.v2.Task;
import com.google.cloud.run.v2.TaskTemplate;
import com.google.longrunning.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Starts executions, of which each is a thread with a process, and keeps the latest of them. */
final class Runlets implements AutoCloseable {
  private final CloudState state;
  private final JobRules rules;
  private final FakeImages images;
  private final SecretReads secrets;
  private final FakeLogs logs;
  private final Map<String, Runlet> running = new ConcurrentHashMap<>();
  private int kept = 1000;

  Runlets(CloudState state, JobRules rules, FakeImages images, SecretReads secrets, FakeLogs logs) {
    this.state = state;
    this.rules = rules;
    this.images = images;
    this.secrets = secrets;
    this.logs = logs;
  }

  void keep(int executions) {
    kept = executions;
  }

  /** Freezes the job's template into an execution, and starts it. */
  Operation start(Job job, Overrides overrides) {
    String name = job.getName() + "/executions/" + brief(job.getName()) + "-" + state.letters(5);
    TaskTemplate frozen = overridden(job.getTemplate().getTemplate(), overrides);
    Execution execution =
        Execution.newBuilder()
            .setName(name)
            .setUid(state.letters(8))
            .setJob(brief(job.getName()))
            .setGeneration(1)
            .setObservedGeneration(1)
            .setEtag(state.etag())
            .putAllLabels(job.getTemplate().getLabelsMap())
            .setCreateTime(CloudState.now())
            .setParallelism(1)
            .setTaskCount(1)
            .setTemplate(frozen)
            .setReconciling(true)
            .setRunningCount(1)
            .addConditions(Conditions.underWay("Completed"))
            .setLogUri("https://console.cloud.google.com/logs/" + brief(name))
            .build();
    state.executions.put(name, execution);
    String task = name + "/tasks/" + brief(name) + "-task0";
    state.tasks.put(task, Task.newBuilder().setName(task).setExecution(name).build());
    state.jobs.computeIfPresent(
        job.getName(),
        (key, old) -> old.toBuilder().setExecutionCount(old.getExecutionCount() + 1).build());
    forgetOldest();
    Runlet runlet = new Runlet(state, rules, images, secrets, logs, execution);
    running.put(name, runlet);
    runlet.start();
    return state.operation(name, execution, all -> finished(all.executions.get(name)));
  }

  private static Execution finished(Execution execution) {
    return execution == null || execution.hasCompletionTime() ? execution : null;
  }

  private static TaskTemplate overridden(TaskTemplate task, Overrides overrides) {
    TaskTemplate.Builder changed = task.toBuilder();
    for (ContainerOverride override : overrides.getContainerOverridesList()) {
      Container.Builder container = changed.getContainersBuilder(0);
      if (!override.getName().isEmpty() && !override.getName().equals(container.getName())) {
        throw CloudState.invalid("no container " + override.getName());
      }
      if (override.getClearArgs() || override.getArgsCount() > 0) {
        container.clearArgs().addAllArgs(override.getArgsList());
      }
      container.addAllEnv(override.getEnvList());
    }
    return changed.build();
  }

  private void forgetOldest() {
    List<Execution> all = new ArrayList<>(state.executions.values());
    all.sort(Comparator.comparingLong(each -> each.getCreateTime().getSeconds()));
    for (int i = 0; i < all.size() - kept; i++) {
      state.executions.remove(all.get(i).getName());
    }
  }

  void cancel(String name) {
    Runlet runlet = running.get(name);
    if (runlet != null) {
      runlet.cancel();
    }
  }

  /** Waits until nothing runs any more. */
  void awaitAll() {
    running.values().forEach(Runlet::await);
  }

  static String brief(String name) {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  @Override
  public void close() {
    running.values().forEach(Runlet::cancel);
    awaitAll();
  }
}
