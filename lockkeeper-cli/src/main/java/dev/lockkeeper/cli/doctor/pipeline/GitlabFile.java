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
 * Reads {@code .gitlab-ci.yml}: the jobs of a stage run at the same time, stages one after the
 * other, unless {@code needs} says otherwise; a script stops at the first failure, also in a pipe.
 * After GitLab's reference of the file.
 */
final class GitlabFile {
  private static final List<String> STAGES = List.of("build", "test", "deploy");
  private static final Set<String> NO_JOBS =
      Set.of(
          "default",
          "include",
          "stages",
          "variables",
          "workflow",
          "image",
          "services",
          "cache",
          "before_script",
          "after_script",
          "spec",
          "pages:deploy");

  /** A job and the position of its stage. */
  private record Job(String name, YamlTree node, int stage) {}

  private GitlabFile() {}

  static Pipeline read(String file, YamlTree root) {
    List<Job> jobs = jobs(root);
    Map<String, Integer> positions = new HashMap<>();
    for (int i = 0; i < jobs.size(); i++) {
      positions.put(jobs.get(i).name(), i);
    }
    List<Step> steps = new ArrayList<>();
    for (Job job : jobs) {
      Set<Integer> earlier = new HashSet<>();
      earlier(job, jobs, positions, earlier);
      steps.add(
          new Step(job.name(), job.node().line(), commands(job, root), ignoredAt(job), earlier));
    }
    return new Pipeline(file, steps, 0);
  }

  private static List<Job> jobs(YamlTree root) {
    List<String> stages = new ArrayList<>(List.of(".pre"));
    List<YamlTree> named = root.itemsAt("stages");
    named.forEach(stage -> stage.text().ifPresent(stages::add));
    if (named.isEmpty()) {
      stages.addAll(STAGES);
    }
    stages.add(".post");
    List<Job> jobs = new ArrayList<>();
    root.entries()
        .forEach(
            (name, node) -> {
              boolean isJob = node.isMapping() && !name.startsWith(".") && !NO_JOBS.contains(name);
              if (isJob) {
                int stage = stages.indexOf(inherited(node, root, "stage").orElse("test"));
                jobs.add(new Job(name, node, Math.max(stage, 0)));
              }
            });
    return jobs;
  }

  private static void earlier(
      Job job, List<Job> jobs, Map<String, Integer> positions, Set<Integer> earlier) {
    Optional<YamlTree> needs = job.node().at("needs");
    if (needs.isEmpty()) {
      for (int i = 0; i < jobs.size(); i++) {
        if (jobs.get(i).stage() < job.stage()) {
          earlier.add(i);
        }
      }
      return;
    }
    for (YamlTree need : needs.get().items()) {
      Integer position = positions.get(need.textAt("job").or(need::text).orElse(""));
      if (position != null && earlier.add(position)) {
        earlier(jobs.get(position), jobs, positions, earlier);
      }
    }
  }

  /** A job by hand does not hold up the stages behind it, unless told to. */
  private static int ignoredAt(Job job) {
    YamlTree node = job.node();
    Optional<String> allowed = node.textAt("allow_failure");
    if (allowed.filter("true"::equals).isPresent()) {
      return node.lineOf("allow_failure");
    }
    return allowed.isEmpty() && node.textAt("when").filter("manual"::equals).isPresent()
        ? node.lineOf("when")
        : 0;
  }

  private static List<ShellCommand> commands(Job job, YamlTree root) {
    List<ShellCommand> commands = new ArrayList<>();
    for (String key : List.of("before_script", "script")) {
      Optional<YamlTree> script =
          job.node().at(key).or(() -> extended(job.node(), root).flatMap(base -> base.at(key)));
      for (YamlTree line : script.map(YamlTree::items).orElse(List.of())) {
        commands.addAll(
            Script.commands(line.text().orElse("") + "\n", line.textLine(), true, true));
      }
    }
    return commands;
  }

  private static Optional<String> inherited(YamlTree node, YamlTree root, String key) {
    return node.textAt(key).or(() -> extended(node, root).flatMap(base -> base.textAt(key)));
  }

  private static Optional<YamlTree> extended(YamlTree node, YamlTree root) {
    return node.itemsAt("extends").stream()
        .findFirst()
        .flatMap(YamlTree::text)
        .flatMap(name -> root.at(name));
  }
}
