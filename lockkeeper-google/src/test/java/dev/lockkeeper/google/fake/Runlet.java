package dev.lockkeeper.google.fake;

import com.google.cloud.run.v2.Condition;
import com.google.cloud.run.v2.Condition.ExecutionReason;
import com.google.cloud.run.v2.Container;
import com.google.cloud.run.v2.EnvVar;
import com.google.cloud.run.v2.Execution;
import com.google.cloud.run.v2.TaskAttemptResult;
import com.google.cloud.run.v2.TaskTemplate;
import com.google.rpc.Code;
import com.google.rpc.Status;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Runs one execution: attempts one after the other, each a process with the variables that Cloud
 * Run injects, ended by SIGTERM and then SIGKILL when its time is over.
 */
final class Runlet extends Thread {
  private static final long GRACE_MILLIS = 500;

  private final CloudState state;
  private final JobRules rules;
  private final FakeImages images;
  private final SecretReads secrets;
  private final FakeLogs logs;
  private final Execution execution;
  private final String name;
  private volatile boolean isCancelled;
  private volatile Process process;

  Runlet(
      CloudState state,
      JobRules rules,
      FakeImages images,
      SecretReads secrets,
      FakeLogs logs,
      Execution execution) {
    super("runlet " + execution.getName());
    setDaemon(true);
    this.state = state;
    this.rules = rules;
    this.images = images;
    this.secrets = secrets;
    this.logs = logs;
    this.execution = execution;
    this.name = Runlets.brief(execution.getName());
  }

  void cancel() {
    isCancelled = true;
    Process running = process;
    if (running != null) {
      running.destroy();
    }
  }

  void await() {
    try {
      join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void run() {
    TaskTemplate task = execution.getTemplate();
    Optional<Condition> obstacle = rules.obstacle(task);
    if (obstacle.isPresent()) {
      end(
          obstacle.get().toBuilder().setType("Completed").build(),
          TaskAttemptResult.getDefaultInstance(),
          0);
      return;
    }
    int attempt = 0;
    TaskAttemptResult result = attempt(task, attempt);
    while (!isGood(result) && !isCancelled && attempt < task.getMaxRetries()) {
      attempt++;
      result = attempt(task, attempt);
    }
    end(condition(result), result, attempt);
  }

  private static boolean isGood(TaskAttemptResult result) {
    return result.getStatus().getCode() == 0
        && result.getExitCode() == 0
        && result.getTermSignal() == 0;
  }

  private Condition condition(TaskAttemptResult result) {
    if (isCancelled) {
      return Conditions.failed(
          "Completed", ExecutionReason.CANCELLED, "The execution was cancelled.");
    }
    if (isGood(result)) {
      return state.faults.executions().orElseGet(() -> Conditions.good("Completed"));
    }
    return Conditions.failed(
        "Completed",
        ExecutionReason.NON_ZERO_EXIT_CODE,
        "Task "
            + name
            + "-task0 failed with message: "
            + (result.getStatus().getMessage().isEmpty()
                ? "The container exited with an error."
                : result.getStatus().getMessage()));
  }

  private TaskAttemptResult attempt(TaskTemplate task, int attempt) {
    try {
      Process started = builder(task, attempt).start();
      process = started;
      if (isCancelled) {
        started.destroy();
      }
      Thread out = reader(started.getInputStream(), "stdout", attempt);
      Thread err = reader(started.getErrorStream(), "stderr", attempt);
      boolean isInTime = started.waitFor(task.getTimeout().getSeconds(), TimeUnit.SECONDS);
      if (!isInTime) {
        started.destroy();
        if (!started.waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS)) {
          started.destroyForcibly();
        }
      }
      int code = started.waitFor();
      out.join();
      err.join();
      return result(isInTime, code);
    } catch (IOException e) {
      return TaskAttemptResult.newBuilder().setExitCode(127).build();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static TaskAttemptResult result(boolean isInTime, int code) {
    if (!isInTime) {
      return TaskAttemptResult.newBuilder()
          .setStatus(
              Status.newBuilder()
                  .setCode(Code.DEADLINE_EXCEEDED.getNumber())
                  .setMessage("The configured timeout was reached."))
          .build();
    }
    return code > 128
        ? TaskAttemptResult.newBuilder().setTermSignal(code - 128).build()
        : TaskAttemptResult.newBuilder().setExitCode(code).build();
  }

  /** The image's program, or the container's command in its place, and then the arguments. */
  private ProcessBuilder builder(TaskTemplate task, int attempt) {
    Container container = task.getContainers(0);
    List<String> command = new ArrayList<>(container.getCommandList());
    if (command.isEmpty()) {
      command.addAll(images.program(container.getImage()).orElseThrow());
    }
    command.addAll(container.getArgsList());
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    String path = environment.getOrDefault("PATH", "/usr/bin:/bin");
    environment.clear();
    environment.put("PATH", path);
    environment.putAll(variables(task, attempt));
    return builder;
  }

  private Map<String, String> variables(TaskTemplate task, int attempt) {
    Map<String, String> variables = new HashMap<>();
    for (EnvVar variable : task.getContainers(0).getEnvList()) {
      variables.put(
          variable.getName(),
          variable.hasValueSource()
              ? secrets.value(variable.getValueSource().getSecretKeyRef(), task.getServiceAccount())
              : variable.getValue());
    }
    variables.put("CLOUD_RUN_JOB", execution.getJob());
    variables.put("CLOUD_RUN_EXECUTION", name);
    variables.put("CLOUD_RUN_TASK_INDEX", "0");
    variables.put("CLOUD_RUN_TASK_ATTEMPT", Integer.toString(attempt));
    variables.put("CLOUD_RUN_TASK_COUNT", "1");
    return variables;
  }

  private Thread reader(InputStream stream, String name, int attempt) {
    Thread reader =
        new Thread(
            () -> {
              try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                  logs.add(execution.getJob(), this.name, attempt, name, line);
                }
              } catch (IOException e) {
                // The process was ended while it was read; what it has printed until then is kept.
                Thread.currentThread().interrupt();
              }
            });
    reader.setDaemon(true);
    reader.start();
    return reader;
  }

  private void end(Condition condition, TaskAttemptResult result, int attempts) {
    boolean isGood = isGood(result) && condition.getState() == Condition.State.CONDITION_SUCCEEDED;
    synchronized (state) {
      String task = execution.getName() + "/tasks/" + name + "-task0";
      state.tasks.computeIfPresent(
          task,
          (key, old) ->
              old.toBuilder()
                  .setLastAttemptResult(result)
                  .setRetried(attempts)
                  .setCompletionTime(CloudState.now())
                  .build());
      state.executions.computeIfPresent(
          execution.getName(),
          (key, old) ->
              old.toBuilder()
                  .clearConditions()
                  .addConditions(condition)
                  .setReconciling(false)
                  .setRunningCount(0)
                  .setRetriedCount(attempts)
                  .setSucceededCount(isGood ? 1 : 0)
                  .setCancelledCount(isCancelled ? 1 : 0)
                  .setFailedCount(isGood || isCancelled ? 0 : 1)
                  .setCompletionTime(CloudState.now())
                  .build());
    }
  }
}
