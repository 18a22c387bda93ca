package dev.lockkeeper.cli.doctor;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Secrets in files that go into images, pipelines and repositories. Lines are named, not shown. */
final class SecretsCheck {
  private static final String ID = "secret";

  /** Terraform's values are expressions, and SQL has rules of its own. */
  private static final Set<ProjectText.Kind> EXAMINED =
      EnumSet.complementOf(
          EnumSet.of(ProjectText.Kind.PACKAGE, ProjectText.Kind.TERRAFORM, ProjectText.Kind.SQL));

  private final List<ProjectText> texts;

  SecretsCheck(List<ProjectText> texts) {
    this.texts = texts;
  }

  void run(Diagnoses diagnoses) {
    for (ProjectText text : texts) {
      if (EXAMINED.contains(text.kind())) {
        examine(text, diagnoses);
      }
    }
    if (!diagnoses.has(ID)) {
      diagnoses.ok(ID, "no secret is written out in " + texts.size() + " deployment files");
    }
  }

  private static void examine(ProjectText text, Diagnoses diagnoses) {
    boolean isDockerfile = text.kind() == ProjectText.Kind.DOCKERFILE;
    String before = "";
    for (int i = 0; i < text.lines().size(); i++) {
      String line = text.lines().get(i);
      String place = text.at(i + 1);
      if (SecretLine.holdsSecret(line) || SecretLine.isSecretEntry(before, line)) {
        found(text.kind(), place, diagnoses);
      } else if (isDockerfile && SecretLine.isSecretArgument(line)) {
        diagnoses.warning(
            ID,
            place + " takes a secret as a build argument, which stays in the image's history",
            "Use `RUN --mount=type=secret`, or read the secret when the container starts.");
      }
      before = line.isBlank() ? before : line;
    }
  }

  private static void found(ProjectText.Kind kind, String place, Diagnoses diagnoses) {
    String message = place + " holds a secret in plain text";
    switch (kind) {
      case DOCKERFILE ->
          diagnoses.problem(
              ID,
              message + ", which everybody who can pull the image can read",
              "Take it out, change the secret, and let the platform give it to the container.");
      case COMPOSE ->
          diagnoses.warning(
              ID,
              message,
              "In order for a throw-away database; otherwise write ${NAME} and keep the value in"
                  + " .env, or use compose's secrets.");
      case OWN ->
          diagnoses.problem(
              ID, message, "Write ${NAME} there, set the variable NAME, and change the secret.");
      case PROCFILE, PACKAGE, SHELL, DEPLOYMENT, TERRAFORM, SQL ->
          diagnoses.problem(
              ID,
              message,
              "Name a secret of the platform's secret store there, and change the secret. "
                  + SettingsChecks.STORE_SECRET);
    }
  }
}
