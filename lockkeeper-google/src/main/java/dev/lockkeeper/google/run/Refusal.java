package dev.lockkeeper.google.run;

import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.StatusCode.Code;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;

/** Says what Cloud Run refused, and what to do about it. */
final class Refusal {
  private final Rights rights;

  Refusal(Rights rights) {
    this.rights = rights;
  }

  /**
   * @param tried what was tried, as in "the job orders-migrate cannot be read"
   * @param permission what the call needs at least
   */
  LockkeeperException of(String tried, String permission, ApiException e) {
    Code code = e.getStatusCode().getCode();
    String message = tried + ": Cloud Run answers " + code + Words.behind(e.getMessage());
    return switch (code) {
      case PERMISSION_DENIED -> denied(tried, permission, e);
      case UNAUTHENTICATED ->
          failure(
              ErrorCode.AUTHENTICATION,
              message,
              "Log in again with `gcloud auth application-default login`, or renew the key that"
                  + " GOOGLE_APPLICATION_CREDENTIALS names.",
              e);
      case ABORTED, ALREADY_EXISTS ->
          failure(
              ErrorCode.RELEASE_CONFLICT,
              message,
              "Somebody else has changed it meanwhile; look who, and run this again.",
              e);
      case INVALID_ARGUMENT, NOT_FOUND, FAILED_PRECONDITION, OUT_OF_RANGE, UNIMPLEMENTED ->
          failure(
              ErrorCode.PLATFORM_SETTINGS,
              message,
              "Mend the service's settings in lockkeeper.yaml, or what is missing there, and run"
                  + " this again.",
              e);
      case OK,
          CANCELLED,
          UNKNOWN,
          DEADLINE_EXCEEDED,
          RESOURCE_EXHAUSTED,
          INTERNAL,
          UNAVAILABLE,
          DATA_LOSS ->
          failure(
              ErrorCode.PLATFORM,
              message,
              "Run this again: it goes on where it stopped. If that does not help, look whether"
                  + " this machine reaches run.googleapis.com on port 443.",
              e);
    };
  }

  private LockkeeperException denied(String tried, String needed, ApiException e) {
    if ("SERVICE_DISABLED".equals(e.getReason())) {
      return failure(
          ErrorCode.PERMISSION,
          tried + ": the Cloud Run API is not enabled in this project",
          "Enable it with `gcloud services enable run.googleapis.com`; it takes a few minutes to"
              + " count.",
          e);
    }
    String permission = Rights.named(String.valueOf(e.getMessage()), needed);
    return failure(
        ErrorCode.PERMISSION,
        tried
            + ": "
            + rights.who()
            + " lacks "
            + permission
            + ", which the role "
            + Rights.role(permission)
            + " holds",
        rights.grant(permission),
        e);
  }

  private static LockkeeperException failure(
      ErrorCode code, String message, String hint, Throwable cause) {
    return LockkeeperException.because(code, message).hint(hint).cause(cause).build();
  }
}
