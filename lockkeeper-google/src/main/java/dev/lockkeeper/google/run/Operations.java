package dev.lockkeeper.google.run;

import com.google.cloud.run.v2.Condition;
import com.google.cloud.run.v2.Condition.State;
import com.google.longrunning.Operation;
import com.google.longrunning.OperationsClient;
import com.google.rpc.Code;
import com.google.rpc.Status;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.release.platform.Ending;
import dev.lockkeeper.release.platform.Watch;
import dev.lockkeeper.secret.SecretVersion;
import java.util.Collection;
import java.util.Optional;

/**
 * Waits for long-running operations with our own pauses: Google's clients give up after a few
 * minutes.
 */
final class Operations {
  private final OperationsClient client;
  private final Calls calls;
  private final Rights rights;

  Operations(OperationsClient client, Calls calls, Rights rights) {
    this.client = client;
    this.calls = calls;
    this.rights = rights;
  }

  /**
   * Waits until the operation is done. One that is not known any more counts as done: what it was
   * about is read anyway.
   *
   * @throws LockkeeperException if it has failed
   */
  void await(Operation started, String tried, Watch watch) {
    Polling.Pace pace = calls.polling().pace();
    Operation operation = started;
    while (!operation.getDone()) {
      watch.pause(pace.next());
      Optional<Operation> next =
          calls.find(
              tried, "run.operations.get", watch, () -> client.getOperation(started.getName()));
      if (next.isEmpty()) {
        return;
      }
      operation = next.get();
    }
    if (operation.hasError()) {
      throw failed(tried, operation.getError());
    }
  }

  private static LockkeeperException failed(String tried, Status error) {
    Code code = Code.forNumber(error.getCode());
    boolean isConflict = code == Code.ABORTED || code == Code.ALREADY_EXISTS;
    boolean isWrong =
        code == Code.INVALID_ARGUMENT
            || code == Code.NOT_FOUND
            || code == Code.FAILED_PRECONDITION
            || code == Code.PERMISSION_DENIED;
    return LockkeeperException.because(
            isConflict
                ? ErrorCode.RELEASE_CONFLICT
                : isWrong ? ErrorCode.PLATFORM_SETTINGS : ErrorCode.PLATFORM,
            tried + ": the operation ended with " + code + Words.behind(error.getMessage()))
        .hint("Mend what it says, and run this again: it goes on where it stopped.")
        .build();
  }

  /** What to throw for something that has not become ready. */
  LockkeeperException notReady(
      String what, Condition condition, Collection<SecretVersion> secrets) {
    boolean isSecret = condition.getReason() == Condition.CommonReason.SECRETS_ACCESS_CHECK_FAILED;
    Ending ending = Reasons.ending(condition);
    ErrorCode code =
        isSecret
            ? ErrorCode.PERMISSION
            : ending == Ending.CONFIGURATION ? ErrorCode.PLATFORM_SETTINGS : ErrorCode.PLATFORM;
    return LockkeeperException.because(
            code,
            what
                + " has not become ready: "
                + Reasons.name(condition)
                + Words.behind(condition.getMessage()))
        .hint(isSecret ? rights.grantSecrets(secrets) : "Mend what it says, and run this again.")
        .build();
  }

  static boolean hasFailed(Condition condition) {
    return condition.getState() == State.CONDITION_FAILED;
  }
}
