package dev.lockkeeper.cli.doctor.pipeline;

import dev.lockkeeper.cli.doctor.tree.YamlTree;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** References that mean something else tomorrow: {@code latest} of secrets and images, gcr.io. */
final class ReferenceCheck {
  private static final Pattern SECRET_VERSION = Pattern.compile(".*/versions/latest");
  private static final Pattern SECRET_FLAG =
      Pattern.compile("--(?:set|update)-secrets[= ]\\S*:latest\\b");
  private static final Pattern IMAGE =
      Pattern.compile(
          "(?:[a-z0-9.-]+\\.(?:pkg\\.dev|io|com)|localhost)(?:/[A-Za-z0-9_.${}-]+)+:latest");
  private static final Pattern OLD_REGISTRY =
      Pattern.compile("(?<![A-Za-z0-9_./-])(?:[a-z]+\\.)?gcr\\.io/(\\$?\\{?[A-Za-z0-9_.-]+)");

  /** Projects of Google's and others that publish images under this name still. */
  private static final Set<String> PUBLISHERS =
      Set.of(
          "cloud-builders",
          "google.com",
          "google-containers",
          "cloud-sql-connectors",
          "cloudsql-docker",
          "cloud-marketplace",
          "kaniko-project",
          "distroless",
          "k8s-skaffold",
          "buildpacks",
          "google-appengine");

  private ReferenceCheck() {}

  static void examine(String file, YamlTree root, Findings findings) {
    root.scalars(
        (key, scalar) -> {
          String text = scalar.text().orElse("");
          if (SECRET_VERSION.matcher(text).matches()) {
            secret(file, scalar.line(), findings);
          }
          int line = scalar.textLine();
          for (String part : text.split("\n", -1)) {
            line(file, line, part, findings);
            line++;
          }
        });
  }

  static void line(String file, int line, String text, Findings findings) {
    if (text.strip().startsWith("#")) {
      return;
    }
    if (SECRET_FLAG.matcher(text).find()) {
      secret(file, line, findings);
    }
    if (IMAGE.matcher(SECRET_FLAG.matcher(text).replaceAll("")).find()) {
      findings.warning(
          "pipeline.image-tag",
          file,
          line,
          "the tag :latest is another image after the next build: what was migrated and what is"
              + " deployed need not be the same",
          "Use the commit as the tag, or the digest: IMAGE@sha256:….");
    }
    Matcher registry = OLD_REGISTRY.matcher(text);
    if (registry.find() && !PUBLISHERS.contains(registry.group(1))) {
      findings.info(
          "pipeline.registry",
          file,
          line,
          "Container Registry (gcr.io) was shut down; the name works only where Artifact Registry"
              + " took it over",
          "Write REGION-docker.pkg.dev/PROJECT/REPOSITORY/IMAGE.");
    }
  }

  static void secret(String file, int line, Findings findings) {
    findings.warning(
        "pipeline.secret-version",
        file,
        line,
        "`latest` is the newest version of the secret, also if it is disabled or was meant for"
            + " later, and the record cannot say which one was used",
        "Write the number of the version, such as 3.");
  }
}
