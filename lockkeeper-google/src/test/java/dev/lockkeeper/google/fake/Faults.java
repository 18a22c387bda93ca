package dev.lockkeeper.google.fake;

import com.google.cloud.run.v2.Condition;
import com.google.cloud.run.v2.Condition.CommonReason;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What goes wrong. Methods are named as the API names them, such as {@code RunJob}. What is given
 * for a method counts once, for its next call, unless it says otherwise. Thread-safe.
 */
public final class Faults {
  private final Map<String, Deque<Status>> before = new HashMap<>();
  private final Map<String, Deque<Status>> after = new HashMap<>();
  private final Map<String, Status> always = new HashMap<>();
  private final Map<String, Deque<Runnable>> hooks = new HashMap<>();
  private Optional<CommonReason> jobs = Optional.empty();
  private Optional<CommonReason> revisions = Optional.empty();
  private Optional<Condition> executions = Optional.empty();
  private boolean isTrafficRefused;
  private int polls = 2;
  private Optional<Duration> logDelay = Optional.of(Duration.ZERO);

  /** The call fails and does nothing. */
  public synchronized Faults failBefore(String method, Status status) {
    before.computeIfAbsent(method, key -> new ArrayDeque<>()).add(status);
    return this;
  }

  /** The call does what it should, and its answer is lost. */
  public synchronized Faults failAfter(String method, Status status) {
    after.computeIfAbsent(method, key -> new ArrayDeque<>()).add(status);
    return this;
  }

  /** Every call fails from now on and does nothing. */
  public synchronized Faults failAlways(String method, Status status) {
    always.put(method, status);
    return this;
  }

  /** Something happens between the caller's decision and the call. */
  public synchronized Faults before(String method, Runnable hook) {
    hooks.computeIfAbsent(method, key -> new ArrayDeque<>()).add(hook);
    return this;
  }

  /** Jobs that are changed do not become ready. */
  public synchronized Faults failJobs(CommonReason reason) {
    jobs = Optional.of(reason);
    return this;
  }

  /** Revisions that are made do not become ready. */
  public synchronized Faults failRevisions(CommonReason reason) {
    revisions = Optional.of(reason);
    return this;
  }

  /** Executions end like this, although their programs end well. */
  public synchronized Faults endExecutions(Condition condition) {
    executions = Optional.of(condition);
    return this;
  }

  /** New traffic does not come into force. */
  public synchronized Faults refuseTraffic() {
    isTrafficRefused = true;
    return this;
  }

  /** How often a change is asked for before it is in force; twice unless said otherwise. */
  public synchronized Faults settleAfter(int questions) {
    polls = questions;
    return this;
  }

  /** Lines of the log can be read after a while. */
  public synchronized Faults delayLogs(Duration delay) {
    logDelay = Optional.of(delay);
    return this;
  }

  /** The log stays empty. */
  public synchronized Faults loseLogs() {
    logDelay = Optional.empty();
    return this;
  }

  /** Everything works again. */
  public synchronized void mend() {
    before.clear();
    after.clear();
    always.clear();
    hooks.clear();
    jobs = Optional.empty();
    revisions = Optional.empty();
    executions = Optional.empty();
    isTrafficRefused = false;
    logDelay = Optional.of(Duration.ZERO);
  }

  void enter(String method) {
    Runnable hook = poll(hooks, method);
    if (hook != null) {
      hook.run();
    }
    Status status;
    synchronized (this) {
      status = always.get(method);
    }
    Status once = poll(before, method);
    if (once != null || status != null) {
      throw (once == null ? status : once).asRuntimeException();
    }
  }

  void leave(String method) {
    Status status = poll(after, method);
    if (status != null) {
      throw status.asRuntimeException();
    }
  }

  private synchronized <T> T poll(Map<String, Deque<T>> queues, String method) {
    Deque<T> queue = queues.get(method);
    return queue == null ? null : queue.poll();
  }

  synchronized Optional<CommonReason> jobs() {
    return jobs;
  }

  synchronized Optional<CommonReason> revisions() {
    return revisions;
  }

  synchronized Optional<Condition> executions() {
    return executions;
  }

  synchronized boolean isTrafficRefused() {
    return isTrafficRefused;
  }

  synchronized int polls() {
    return polls;
  }

  synchronized Optional<Duration> logDelay() {
    return logDelay;
  }
}
