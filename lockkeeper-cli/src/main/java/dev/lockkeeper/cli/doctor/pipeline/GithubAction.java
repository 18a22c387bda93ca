package dev.lockkeeper.cli.doctor.pipeline;

import dev.lockkeeper.cli.doctor.tree.YamlTree;
import java.util.ArrayList;
import java.util.List;

/** What well-known actions do, as the command that they run in the end. */
final class GithubAction {
  private GithubAction() {}

  static List<ShellCommand> commands(String uses, YamlTree node) {
    String action = uses.replaceAll("@.*", "");
    List<String> words =
        switch (action) {
          case "google-github-actions/deploy-cloudrun" -> cloudRun(node);
          case "google-github-actions/deploy-appengine" ->
              isTrue(node, "promote", true)
                  ? List.of("gcloud", "app", "deploy")
                  : List.of("gcloud", "app", "deploy", "--no-promote");
          case "docker/build-push-action" ->
              isTrue(node, "push", false)
                  ? List.of("docker", "build", "--push")
                  : List.of("docker", "build");
          default -> List.of();
        };
    return words.isEmpty() ? List.of() : List.of(ShellCommand.alone(node.lineOf("uses"), words));
  }

  /** With {@code job}, the job is made, and with {@code wait} run to its end as well. */
  private static List<String> cloudRun(YamlTree node) {
    List<String> words = new ArrayList<>(List.of("gcloud", "run"));
    if (node.at("with", "job").isPresent()) {
      words.addAll(List.of("jobs", "deploy", node.textAt("with", "job").orElse("")));
      if (isTrue(node, "wait", false)) {
        words.addAll(List.of("--execute-now", "--wait"));
      }
    } else {
      words.addAll(List.of("deploy", node.textAt("with", "service").orElse("")));
      if (isTrue(node, "no_traffic", false)) {
        words.add("--no-traffic");
      }
    }
    node.textAt("with", "flags")
        .ifPresent(flags -> words.addAll(List.of(flags.strip().split("\\s+", -1))));
    return words;
  }

  private static boolean isTrue(YamlTree node, String input, boolean fallback) {
    return node.textAt("with", input).map("true"::equals).orElse(fallback);
  }
}
