package dev.lockkeeper.google.secret;

import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.StatusCode;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.secret.SecretName;
import dev.lockkeeper.secret.SecretVersion;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Says what Secret Manager refused, and what to do about it. */
final class Refusal {
  private static final String ROLE = "roles/secretmanager.secretAccessor";
  private static final String UNTOUCHED = "Nothing was sent to the database.";

  private final Supplier<Optional<String>> account;

  /**
   * @param account who asks, if that can be known
   */
  Refusal(Supplier<Optional<String>> account) {
    this.account = account;
  }

  LockkeeperException of(SecretVersion version, ApiException e) {
    return switch (e.getStatusCode().getCode()) {
      case PERMISSION_DENIED -> isApiDisabled(e) ? disabledApi(version, e) : denied(version, e);
      case NOT_FOUND -> missing(version, e);
      case FAILED_PRECONDITION -> notEnabled(version, e);
      case UNAUTHENTICATED ->
          failure(
              ErrorCode.AUTHENTICATION,
              version + " cannot be read: Secret Manager does not accept the credentials",
              "Log in again with `gcloud auth application-default login`, or renew the key that"
                  + " GOOGLE_APPLICATION_CREDENTIALS names.",
              e);
      case UNAVAILABLE, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, ABORTED, INTERNAL, UNKNOWN ->
          failure(
              ErrorCode.UNREACHABLE,
              version + " cannot be read: Secret Manager answers " + code(e) + reason(e),
              "Run it again. If that does not help, look whether this machine reaches"
                  + " secretmanager.googleapis.com on port 443.",
              e);
      case OK,
          CANCELLED,
          INVALID_ARGUMENT,
          ALREADY_EXISTS,
          OUT_OF_RANGE,
          UNIMPLEMENTED,
          DATA_LOSS ->
          failure(
              ErrorCode.SETTINGS,
              version + " cannot be read: Secret Manager answers " + code(e) + reason(e),
              "Check the name: `gcloud secrets versions list " + options(version.name()) + "`.",
              e);
    };
  }

  private LockkeeperException denied(SecretVersion version, ApiException e) {
    Optional<String> who = account.get();
    return failure(
        ErrorCode.PERMISSION,
        who.map(name -> "the account " + name).orElse("this account")
            + " may not read "
            + version
            + ", or there is no such secret: the role "
            + ROLE
            + " on it is missing",
        "Have somebody run `gcloud secrets add-iam-policy-binding "
            + options(version.name())
            + " --role="
            + ROLE
            + " --member="
            + who.map(name -> "serviceAccount:" + name).orElse("user:EMAIL or serviceAccount:EMAIL")
            + "`.",
        e);
  }

  private static LockkeeperException disabledApi(SecretVersion version, ApiException e) {
    return failure(
        ErrorCode.PERMISSION,
        version + " cannot be read: the Secret Manager API is not enabled in this project",
        "Enable it with `gcloud services enable secretmanager.googleapis.com --project="
            + version.name().project()
            + "`; it takes a few minutes to count.",
        e);
  }

  private static LockkeeperException missing(SecretVersion version, ApiException e) {
    return failure(
        ErrorCode.SETTINGS,
        "there is no " + version + (version.isLatest() ? ", or it has no version yet" : ""),
        "Make the secret from standard input, so that it stands in no argument and no history:"
            + " `read -rs V && printf %s \"$V\" | gcloud secrets create "
            + options(version.name())
            + " --data-file=-`, or a version of one that is there with `gcloud secrets versions add`"
            + " in place of `gcloud secrets create`.",
        e);
  }

  private static LockkeeperException notEnabled(SecretVersion version, ApiException e) {
    return failure(
        ErrorCode.SETTINGS,
        version
            + " is disabled or destroyed"
            + (version.isLatest()
                ? ": `latest` is the version that was made last, whatever became of it"
                : ""),
        "Name an enabled version, or enable this one: `gcloud secrets versions list "
            + options(version.name())
            + "` shows them.",
        e);
  }

  static LockkeeperException damaged(SecretVersion version) {
    return failure(
        ErrorCode.UNREACHABLE,
        version + " cannot be read: what arrives is not what was sent (its CRC32C is wrong)",
        "Run it again; if that does not help, look for a proxy on the way that changes answers.",
        null);
  }

  static LockkeeperException unusable(SecretVersion version, String what) {
    return failure(
        ErrorCode.SETTINGS,
        version + " " + what,
        "Check that it is the secret that you mean.",
        null);
  }

  /** What gcloud needs behind the command to find the secret. */
  private static String options(SecretName name) {
    return name.secret()
        + " --project="
        + name.project()
        + name.location().map(place -> " --location=" + place).orElse("");
  }

  private static boolean isApiDisabled(ApiException e) {
    return "SERVICE_DISABLED".equals(e.getReason());
  }

  private static StatusCode.Code code(ApiException e) {
    return e.getStatusCode().getCode();
  }

  /** The service's own words, of which none repeats a secret: it tells only what it refuses. */
  private static String reason(ApiException e) {
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
    return message.isEmpty() ? "" : " (" + message + ")";
  }

  private static LockkeeperException failure(
      ErrorCode code, String message, String hint, @Nullable Throwable cause) {
    return LockkeeperException.because(code, message)
        .databaseState(UNTOUCHED)
        .hint(hint)
        .cause(cause)
        .build();
  }
}
