package dev.lockkeeper.google.fake;

import com.google.cloud.run.v2.Execution;
import com.google.cloud.run.v2.Job;
import com.google.cloud.run.v2.Revision;
import com.google.cloud.run.v2.Service;
import com.google.cloud.run.v2.Task;
import com.google.longrunning.Operation;
import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What all parts of the fake share. A change comes into force only after it was asked for a few
 * times, so that nobody can take its acceptance for its effect. Guarded by itself.
 */
final class CloudState {
  final Faults faults = new Faults();
  final Grants grants = new Grants();
  final Map<String, Job> jobs = new LinkedHashMap<>();
  final Map<String, Execution> executions = new LinkedHashMap<>();
  final Map<String, Task> tasks = new LinkedHashMap<>();
  final Map<String, Service> services = new LinkedHashMap<>();
  final Map<String, Revision> revisions = new LinkedHashMap<>();
  private final Map<String, Pending> pending = new HashMap<>();
  private final Map<String, Started> operations = new LinkedHashMap<>();
  private final Random random = new Random(7);

  /** A change of a resource that is not in force yet. */
  private static final class Pending {
    private final Runnable effect;
    private int polls;

    Pending(Runnable effect, int polls) {
      this.effect = effect;
      this.polls = polls;
    }
  }

  /** An operation; it is done when it has a result. */
  private record Started(String resource, Function<CloudState, Message> result, Any metadata) {}

  /** Answers one call: faults and rights first, then the work under the lock. */
  <A> void answer(StreamObserver<A> observer, String method, String permission, Supplier<A> work) {
    try {
      faults.enter(method);
      A answer;
      synchronized (this) {
        if (!permission.isEmpty()) {
          grants.check(permission, method);
        }
        answer = work.get();
      }
      faults.leave(method);
      observer.onNext(answer);
      observer.onCompleted();
    } catch (StatusRuntimeException e) {
      observer.onError(e);
    } catch (RuntimeException e) {
      observer.onError(Status.INTERNAL.withDescription(e.toString()).asRuntimeException());
    }
  }

  /** Lets a change come into force after a few questions. */
  void later(String resource, Runnable effect) {
    pending.put(resource, new Pending(effect, faults.polls()));
  }

  /** Somebody asks for a resource. */
  void tick(String resource) {
    Pending change = pending.get(resource);
    if (change != null && --change.polls < 0) {
      pending.remove(resource);
      change.effect.run();
    }
  }

  /** Brings a change into force at once. */
  void settle(String resource) {
    Pending change = pending.remove(resource);
    if (change != null) {
      change.effect.run();
    }
  }

  boolean isPending(String resource) {
    return pending.containsKey(resource);
  }

  /**
   * Starts an operation.
   *
   * @param result what it ends with; null as long as it is under way
   */
  Operation operation(String resource, Message about, Function<CloudState, Message> result) {
    String parent = resource.replaceFirst("(projects/[^/]+/locations/[^/]+)/.*", "$1");
    String name = parent + "/operations/" + letters(12);
    operations.put(name, new Started(resource, result, Any.pack(about)));
    return Operation.newBuilder().setName(name).setMetadata(Any.pack(about)).build();
  }

  Operation operation(String name) {
    Started started = operations.get(name);
    if (started == null) {
      throw Status.NOT_FOUND.withDescription("Operation " + name).asRuntimeException();
    }
    tick(started.resource());
    Message result = started.result().apply(this);
    Operation.Builder operation =
        Operation.newBuilder()
            .setName(name)
            .setMetadata(started.metadata())
            .setDone(result != null);
    if (result instanceof com.google.rpc.Status error) {
      operation.setError(error);
    } else if (result != null) {
      operation.setResponse(Any.pack(result));
    }
    return operation.build();
  }

  static StatusRuntimeException notFound(String resource) {
    return Status.NOT_FOUND
        .withDescription("Resource '" + resource + "' was not found")
        .asRuntimeException();
  }

  static StatusRuntimeException invalid(String what) {
    return Status.INVALID_ARGUMENT.withDescription(what).asRuntimeException();
  }

  static void checkEtag(String given, String current, String resource) {
    if (!given.isEmpty() && !given.equals(current)) {
      throw Status.ABORTED
          .withDescription(
              "Conflict for resource '"
                  + resource
                  + "': version '"
                  + given
                  + "' was specified but current version is '"
                  + current
                  + "'.")
          .asRuntimeException();
    }
  }

  /** Labels are checked as Google Cloud does; the platform's own prefixes are refused. */
  static void checkLabels(Map<String, String> labels) {
    labels.forEach(
        (key, value) -> {
          boolean isReserved =
              key.matches(
                  "(?:[a-z.]*\\.)?(?:run\\.googleapis\\.com|cloud\\.googleapis\\.com|serving\\.knative\\.dev|autoscaling\\.knative\\.dev)/.*");
          if (isReserved || !key.matches("[a-z][a-z0-9_-]{0,62}")) {
            throw invalid("label key " + key);
          }
          if (!value.matches("[a-z0-9_-]{0,63}")) {
            throw invalid("label value " + value);
          }
        });
  }

  String letters(int count) {
    StringBuilder letters = new StringBuilder();
    for (int i = 0; i < count; i++) {
      letters.append((char) ('a' + random.nextInt(26)));
    }
    return letters.toString();
  }

  String etag() {
    return "\"" + letters(16) + "\"";
  }

  static Timestamp now() {
    Instant now = Instant.now();
    return Timestamp.newBuilder().setSeconds(now.getEpochSecond()).setNanos(now.getNano()).build();
  }
}
