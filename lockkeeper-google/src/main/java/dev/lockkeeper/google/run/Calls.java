package dev.lockkeeper.google.run;

import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.StatusCode.Code;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.release.platform.Watch;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Calls of Cloud Run. Only what changes nothing is repeated here; whoever changes something looks
 * first what became of it.
 */
final class Calls {
  private static final Set<Code> PASSING =
      EnumSet.of(
          Code.UNAVAILABLE,
          Code.DEADLINE_EXCEEDED,
          Code.INTERNAL,
          Code.UNKNOWN,
          Code.RESOURCE_EXHAUSTED,
          Code.CANCELLED);

  private final Polling polling;
  private final Refusal refusal;

  Calls(Polling polling, Refusal refusal) {
    this.polling = polling;
    this.refusal = refusal;
  }

  /**
   * Whether the same call may well have another answer later; it may also have been carried out.
   */
  static boolean isPassing(ApiException e) {
    return PASSING.contains(e.getStatusCode().getCode());
  }

  /** Whether a change was refused since somebody else has changed the same thing before. */
  static boolean isConflict(ApiException e) {
    Code code = e.getStatusCode().getCode();
    return code == Code.ABORTED
        || code == Code.ALREADY_EXISTS
        || (code == Code.FAILED_PRECONDITION && String.valueOf(e.getMessage()).contains("etag"));
  }

  /** Asks until there is an answer, or the service has failed for too long. */
  <T> T read(String tried, String permission, Watch watch, Supplier<T> call) {
    Deadline deadline = Deadline.in(polling.outage());
    Polling.Pace pace = polling.pace();
    boolean isTold = false;
    while (true) {
      try {
        return call.get();
      } catch (ApiException e) {
        if (!isPassing(e) || deadline.isOver()) {
          throw refusal.of(tried, permission, e);
        }
        if (!isTold) {
          watch.say(
              "Cloud Run does not answer (" + e.getStatusCode().getCode() + "); asking again");
          isTold = true;
        }
        watch.pause(pace.next());
      }
    }
  }

  /** The same; empty if there is no such thing. */
  <T> Optional<T> find(String tried, String permission, Watch watch, Supplier<T> call) {
    return read(
        tried,
        permission,
        watch,
        () -> {
          try {
            return Optional.of(call.get());
          } catch (ApiException e) {
            if (e.getStatusCode().getCode() == Code.NOT_FOUND) {
              return Optional.empty();
            }
            throw e;
          }
        });
  }

  /** What to throw for a refusal. */
  LockkeeperException refused(String tried, String permission, ApiException e) {
    return refusal.of(tried, permission, e);
  }

  Polling polling() {
    return polling;
  }
}
