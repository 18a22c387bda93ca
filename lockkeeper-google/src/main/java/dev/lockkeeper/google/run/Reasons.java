package dev.lockkeeper.google.run;

import com.google.cloud.run.v2.Condition;
import com.google.cloud.run.v2.Condition.CommonReason;
import com.google.cloud.run.v2.Condition.ExecutionReason;
import dev.lockkeeper.release.platform.Ending;

/**
 * What the reasons of conditions mean for an execution that has not succeeded, after the
 * descriptions in the API's reference. A reason that is not known says nothing: {@link
 * Ending#LOST}.
 */
final class Reasons {
  private Reasons() {}

  static Ending ending(Condition condition) {
    return switch (condition.getReasonsCase()) {
      case EXECUTION_REASON -> ending(condition.getExecutionReason());
      case REASON -> ending(condition.getReason());
      case REVISION_REASON, REASONS_NOT_SET -> Ending.LOST;
    };
  }

  static Ending ending(ExecutionReason reason) {
    return switch (reason) {
      case NON_ZERO_EXIT_CODE -> Ending.FAILED;
      case CANCELLED, CANCELLING -> Ending.CANCELLED;
      case DELAYED_START_PENDING -> Ending.PLATFORM;
      // The platform could not ask its own parts how the execution goes.
      case JOB_STATUS_SERVICE_POLLING_ERROR -> Ending.LOST;
      case DELETED, EXECUTION_REASON_UNDEFINED, UNRECOGNIZED -> Ending.LOST;
    };
  }

  static Ending ending(CommonReason reason) {
    return switch (reason) {
      case CONTAINER_MISSING,
          CONTAINER_PERMISSION_DENIED,
          CONTAINER_IMAGE_UNAUTHORIZED,
          CONTAINER_IMAGE_AUTHORIZATION_CHECK_FAILED,
          ENCRYPTION_KEY_PERMISSION_DENIED,
          ENCRYPTION_KEY_CHECK_FAILED,
          SECRETS_ACCESS_CHECK_FAILED,
          VPC_NETWORK_NOT_FOUND ->
          Ending.CONFIGURATION;
      case INTERNAL,
          REVISION_FAILED,
          PROGRESS_DEADLINE_EXCEEDED,
          WAITING_FOR_OPERATION,
          IMMEDIATE_RETRY,
          POSTPONED_RETRY ->
          Ending.PLATFORM;
      case UNKNOWN, COMMON_REASON_UNDEFINED, UNRECOGNIZED -> Ending.LOST;
    };
  }

  /** The reason as the API writes it; empty if there is none. */
  static String name(Condition condition) {
    return switch (condition.getReasonsCase()) {
      case EXECUTION_REASON -> condition.getExecutionReason().name();
      case REASON -> condition.getReason().name();
      case REVISION_REASON -> condition.getRevisionReason().name();
      case REASONS_NOT_SET -> "";
    };
  }
}
