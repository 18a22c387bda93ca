package dev.lockkeeper.cli.doctor.pipeline;

import dev.lockkeeper.cli.doctor.tree.YamlTree;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The annotation that brings the socket of a Cloud SQL instance into a job's containers. It belongs
 * to the execution's template, not to the job.
 */
final class CloudSqlAnnotation {
  private static final String ID = "job.cloudsql";
  private static final String KEY = "run.googleapis.com/cloudsql-instances";
  private static final Pattern INSTANCE =
      Pattern.compile("(?:.*/cloudsql/)?([a-z0-9.:-]+:[a-z0-9-]+:[a-z0-9-]+)(?:[/?&].*)?");
  private static final Set<String> VARIABLES =
      Set.of("INSTANCE_CONNECTION_NAME", "CLOUD_SQL_CONNECTION_NAME");

  private CloudSqlAnnotation() {}

  static void examine(String file, YamlTree root, List<YamlTree> containers, Findings findings) {
    if (root.at("spec", "template", "metadata", "annotations", KEY).isPresent()) {
      return;
    }
    Optional<YamlTree> misplaced =
        root.at("metadata", "annotations")
            .filter(found -> found.at(KEY).isPresent())
            .or(
                () ->
                    root.at("spec", "template", "spec", "template", "metadata", "annotations")
                        .filter(found -> found.at(KEY).isPresent()));
    if (misplaced.isPresent()) {
      YamlTree annotations = misplaced.get();
      findings.problem(
          ID,
          file,
          annotations.lineOf(KEY),
          KEY + " stands where Cloud Run does not look for it: the socket will not be there",
          "Write:\n" + lines(annotations.textAt(KEY).orElse("")));
      return;
    }
    for (YamlTree container : containers) {
      for (YamlTree variable : container.itemsAt("env")) {
        String value = variable.textAt("value").orElse("");
        if (value.contains("/cloudsql/")
            || variable.textAt("name").filter(VARIABLES::contains).isPresent()) {
          findings.problem(
              ID,
              file,
              variable.line(),
              "the job is to reach Cloud SQL by a socket, and the annotation "
                  + KEY
                  + " that brings it is missing",
              "Write:\n" + lines(value));
          return;
        }
      }
    }
  }

  private static String lines(String value) {
    Matcher matcher = INSTANCE.matcher(value);
    return "spec:\n  template:\n    metadata:\n      annotations:\n        "
        + KEY
        + ": "
        + (matcher.matches() ? matcher.group(1) : "PROJECT:REGION:INSTANCE");
  }
}
