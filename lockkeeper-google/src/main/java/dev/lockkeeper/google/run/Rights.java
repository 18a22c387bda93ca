package dev.lockkeeper.google.run;

import dev.lockkeeper.secret.SecretVersion;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which role a missing permission asks for, and the command that gives it. The roles are the
 * narrowest of Google's own that hold the permission.
 */
final class Rights {
  private static final Pattern NAMED =
      Pattern.compile("\\b((?:run|iam|secretmanager|logging|artifactregistry)\\.\\w+\\.\\w+)\\b");

  private final Place place;
  private final Optional<String> jobAccount;
  private final Supplier<Optional<String>> caller;

  /**
   * @param jobAccount whose rights the job has, if the settings say so
   * @param caller the service account that calls, if that can be known
   */
  Rights(Place place, Optional<String> jobAccount, Supplier<Optional<String>> caller) {
    this.place = place;
    this.jobAccount = jobAccount;
    this.caller = caller;
  }

  /** The permission that a refusal names, else the one that the call needs. */
  static String named(String refusal, String needed) {
    Matcher matcher = NAMED.matcher(refusal);
    return matcher.find() ? matcher.group(1) : needed;
  }

  static String role(String permission) {
    return switch (permission) {
      case "run.jobs.run" -> "roles/run.invoker";
      case "iam.serviceAccounts.actAs" -> "roles/iam.serviceAccountUser";
      case "secretmanager.versions.access" -> "roles/secretmanager.secretAccessor";
      case "logging.logEntries.list" -> "roles/logging.viewer";
      case "artifactregistry.repositories.downloadArtifacts" -> "roles/artifactregistry.reader";
      default -> "roles/run.developer";
    };
  }

  /** Who lacks a right, for a message. */
  String who() {
    return caller.get().map(name -> "the account " + name).orElse("this account");
  }

  /** What gives the role of a permission to the caller. */
  String grant(String permission) {
    String role = role(permission);
    String tail = " --member=" + member() + " --role=" + role;
    String command =
        switch (permission) {
          case "run.jobs.run" ->
              "gcloud run jobs add-iam-policy-binding " + place.jobName() + " " + place.options();
          case "iam.serviceAccounts.actAs" ->
              "gcloud iam service-accounts add-iam-policy-binding "
                  + jobAccount.orElse("PROJECT_NUMBER-compute@developer.gserviceaccount.com")
                  + " --project="
                  + place.cloud().project();
          default -> "gcloud projects add-iam-policy-binding " + place.cloud().project();
        };
    return "Have somebody run `" + command + tail + "`, and run this again.";
  }

  /** What lets the job's account read its secrets. */
  String grantSecrets(Collection<SecretVersion> secrets) {
    String account = jobAccount.orElse("PROJECT_NUMBER-compute@developer.gserviceaccount.com");
    String commands =
        secrets.stream()
            .map(SecretVersion::name)
            .distinct()
            .map(
                name ->
                    "`gcloud secrets add-iam-policy-binding "
                        + name.secret()
                        + " --project="
                        + name.project()
                        + " --role=roles/secretmanager.secretAccessor --member=serviceAccount:"
                        + account
                        + "`")
            .collect(Collectors.joining(", "));
    return (commands.isEmpty()
            ? "Give the job's account roles/secretmanager.secretAccessor on its secrets"
            : "Have somebody run " + commands)
        + ", look with `gcloud secrets versions list` whether the versions are enabled, and run"
        + " this again.";
  }

  private String member() {
    return caller
        .get()
        .map(name -> "serviceAccount:" + name)
        .orElse("user:EMAIL or serviceAccount:EMAIL");
  }
}
