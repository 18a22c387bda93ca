package dev.lockkeeper.cli.doctor.pipeline;

import dev.lockkeeper.cli.doctor.tree.YamlTree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A Cloud Run job in the form that {@code gcloud run jobs replace} takes. Three specs stand in each
 * other: job, execution, task. After the reference of {@code run.googleapis.com/v1}.
 */
final class CloudRunJobCheck {
  private static final String NESTING = "job.nesting";
  private static final Set<String> OF_TASK =
      Set.of(
          "containers",
          "volumes",
          "maxRetries",
          "timeoutSeconds",
          "serviceAccountName",
          "nodeSelector");
  private static final Set<String> OF_EXECUTION = Set.of("parallelism", "taskCount");

  private CloudRunJobCheck() {}

  static boolean isJob(YamlTree root) {
    return root.textAt("kind").filter("Job"::equals).isPresent()
        && root.textAt("apiVersion").filter("run.googleapis.com/v1"::equals).isPresent();
  }

  static void examine(String file, YamlTree root, Duration statementTimeout, Findings findings) {
    nesting(file, root, findings);
    Optional<YamlTree> task = task(root);
    task.ifPresent(found -> task(file, found, statementTimeout, findings));
    CloudSqlAnnotation.examine(file, root, containers(task), findings);
  }

  /** The mapping that has the containers, wherever it stands. */
  private static Optional<YamlTree> task(YamlTree root) {
    for (String[] path :
        List.of(
            new String[] {"spec", "template", "spec", "template", "spec"},
            new String[] {"spec", "template", "spec", "template"},
            new String[] {"spec", "template", "spec"},
            new String[] {"spec", "template"},
            new String[] {"spec"})) {
      Optional<YamlTree> found = root.at(path);
      if (found.flatMap(node -> node.at("containers")).isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static List<YamlTree> containers(Optional<YamlTree> task) {
    return task.map(found -> found.itemsAt("containers")).orElse(List.of());
  }

  private static void nesting(String file, YamlTree root, Findings findings) {
    misplaced(file, root, List.of("spec"), findings);
    misplaced(file, root, List.of("spec", "template"), findings);
    misplaced(file, root, List.of("spec", "template", "spec"), findings);
    misplaced(file, root, List.of("spec", "template", "spec", "template"), findings);
    root.at("spec", "template", "spec", "template", "spec")
        .ifPresent(
            task ->
                task.entries().keySet().stream()
                    .filter(OF_EXECUTION::contains)
                    .forEach(
                        key ->
                            findings.problem(
                                NESTING,
                                file,
                                task.lineOf(key),
                                key + " stands two levels too deep: Cloud Run refuses the file",
                                "Put it at spec.template.spec." + key + ".")));
    if (task(root).isEmpty()) {
      findings.problem(
          NESTING,
          file,
          root.lineOf("spec"),
          "the job has no containers at spec.template.spec.template.spec.containers",
          "Write:\n" + skeleton(List.of()));
    }
  }

  private static void misplaced(String file, YamlTree root, List<String> path, Findings findings) {
    Optional<YamlTree> node = root.at(path.toArray(String[]::new));
    List<String> keys =
        node.map(YamlTree::entries).map(Map::keySet).orElse(Set.of()).stream()
            .filter(OF_TASK::contains)
            .toList();
    if (keys.isEmpty()) {
      return;
    }
    YamlTree found = node.orElseThrow();
    int missing = 5 - path.size();
    findings.problem(
        NESTING,
        file,
        found.lineOf(keys.get(0)),
        String.join(", ", keys)
            + (keys.size() == 1 ? " stands at " : " stand at ")
            + String.join(".", path)
            + ", "
            + missing
            + (missing == 1 ? " level" : " levels")
            + " too high: Cloud Run refuses the file",
        "They belong to the task, at spec.template.spec.template.spec. Write:\n"
            + skeleton(places(found, keys)));
  }

  private static List<String> places(YamlTree node, List<String> keys) {
    List<String> places = new ArrayList<>();
    for (String key : keys) {
      int first = node.lineOf(key);
      int last = node.at(key).map(YamlTree::lastLine).orElse(first);
      places.add(
          key
              + ": … (as in "
              + (last > first ? "lines " + first + " to " + last : "line " + first)
              + ")");
    }
    return places;
  }

  private static String skeleton(List<String> places) {
    StringBuilder text =
        new StringBuilder("spec:\n  template:\n    spec:\n      template:\n        spec:");
    List<String> lines = places.isEmpty() ? List.of("maxRetries: 0", "containers: …") : places;
    lines.forEach(line -> text.append("\n          ").append(line));
    return text.toString();
  }

  private static void task(
      String file, YamlTree task, Duration statementTimeout, Findings findings) {
    Optional<String> retries = task.textAt("maxRetries");
    if (retries.isEmpty()) {
      findings.warning(
          "job.retries",
          file,
          task.line(),
          "the job has no maxRetries, so a failed migration is run three times more",
          "Write `maxRetries: 0` at spec.template.spec.template.spec.");
    } else if (!retries.get().equals("0")) {
      findings.warning(
          "job.retries",
          file,
          task.lineOf("maxRetries"),
          "a failed migration is run again without anybody having looked",
          "Write `maxRetries: 0`.");
    }
    Optional<Duration> timeout = task.textAt("timeoutSeconds").flatMap(TaskTimeout::parse);
    if (timeout.isEmpty()) {
      findings.info(
          "job.task-timeout",
          file,
          task.line(),
          "the task has no timeoutSeconds, so it is killed after 10 minutes",
          "Write one that is longer than the longest migration, such as `timeoutSeconds: 3600`.");
    }
    TaskTimeout.compare(
        statementTimeout,
        timeout.orElse(Duration.ofMinutes(10)),
        file,
        task.lineOf("timeoutSeconds"),
        findings);
    if (task.at("serviceAccountName").isEmpty()) {
      findings.info(
          "job.account",
          file,
          task.line(),
          "the job runs as the project's default account, which other services use as well",
          "Write `serviceAccountName:` with an account that only migrates.");
    }
    task.itemsAt("containers").forEach(container -> container(file, container, findings));
  }

  private static void container(String file, YamlTree container, Findings findings) {
    LockCheck.command(file, container.line(), command(container), findings);
    for (YamlTree variable : container.itemsAt("env")) {
      variable
          .at("valueFrom", "secretKeyRef", "key")
          .filter(key -> key.is("latest"))
          .ifPresent(key -> ReferenceCheck.secret(file, key.line(), findings));
    }
  }

  /** What a container starts, as far as its manifest says. */
  static String command(YamlTree container) {
    List<String> words = new ArrayList<>();
    for (String key : List.of("command", "args")) {
      container.itemsAt(key).forEach(word -> words.add(word.text().orElse("")));
    }
    return String.join(" ", words);
  }
}
