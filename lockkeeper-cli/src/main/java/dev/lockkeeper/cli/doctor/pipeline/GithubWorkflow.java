package dev.lockkeeper.cli.doctor.pipeline;

import dev.lockkeeper.cli.doctor.tree.YamlTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a workflow of GitHub Actions: the steps of a job run one after the other, jobs run at the
 * same time unless {@code needs} says otherwise, and a script stops at the first failure unless its
 * shell is given with options of its own. After GitHub's workflow syntax.
 */
final class GithubWorkflow {
  private final YamlTree root;
  private final List<Step> steps = new ArrayList<>();

  /** The steps that have ended well when a job has. */
  private final Map<String, Set<Integer>> done = new HashMap<>();

  private GithubWorkflow(YamlTree root) {
    this.root = root;
  }

  static Pipeline read(String file, YamlTree root) {
    GithubWorkflow workflow = new GithubWorkflow(root);
    Map<String, YamlTree> jobs = root.at("jobs").map(YamlTree::entries).orElse(Map.of());
    jobs.keySet().forEach(name -> workflow.job(name, jobs, new HashSet<>()));
    return new Pipeline(file, workflow.steps, 0);
  }

  /**
   * Those that it needs come first, whatever the order of the file; a circle ends where it began.
   */
  private void job(String name, Map<String, YamlTree> jobs, Set<String> path) {
    YamlTree job = jobs.get(name);
    if (job == null || done.containsKey(name) || !path.add(name)) {
      return;
    }
    Set<Integer> earlier = new HashSet<>();
    for (YamlTree need : job.itemsAt("needs")) {
      String needed = need.text().orElse("");
      job(needed, jobs, path);
      earlier.addAll(done.getOrDefault(needed, Set.of()));
    }
    if (goesOn(job)) {
      earlier.clear();
    }
    for (YamlTree node : job.itemsAt("steps")) {
      Set<Integer> own = goesOn(node) ? Set.of() : earlier;
      int ignoredAt = ignoredAt(node) > 0 ? ignoredAt(node) : ignoredAt(job);
      steps.add(new Step(title(node, name), node.line(), commands(node, job), ignoredAt, own));
      earlier.add(steps.size() - 1);
    }
    done.put(name, Set.copyOf(earlier));
  }

  private static String title(YamlTree node, String job) {
    return node.textAt("name").or(() -> node.textAt("id")).orElse(job);
  }

  /** Whether it runs although something before it has failed. */
  private static boolean goesOn(YamlTree node) {
    String condition = node.textAt("if").orElse("");
    return condition.contains("always()")
        || condition.contains("!cancelled()")
        || condition.contains("failure()");
  }

  private static int ignoredAt(YamlTree node) {
    return node.at("continue-on-error").filter(value -> value.is("true")).isPresent()
        ? node.lineOf("continue-on-error")
        : 0;
  }

  private List<ShellCommand> commands(YamlTree node, YamlTree job) {
    Optional<YamlTree> run = node.at("run");
    if (run.isEmpty()) {
      return node.textAt("uses").map(uses -> GithubAction.commands(uses, node)).orElse(List.of());
    }
    String shell =
        node.textAt("shell")
            .or(() -> job.textAt("defaults", "run", "shell"))
            .or(() -> root.textAt("defaults", "run", "shell"))
            .orElse("");
    boolean isCustom = shell.contains("{0}");
    boolean stops = !isCustom || Script.stopsAtErrors(List.of(shell.split("\\s+", -1)));
    boolean pipes = shell.equals("bash") || shell.contains("pipefail");
    return Script.commands(run.get().text().orElse(""), run.get().textLine(), stops, pipes);
  }
}
