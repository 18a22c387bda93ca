package dev.lockkeeper.kubernetes;

import java.util.Optional;

/**
 * Commands for people.
 *
 * @param context the context of the kubeconfig file, if the settings name one
 * @param namespace where everything is
 */
record KubectlWords(Optional<String> context, String namespace) {

  String logs(String job) {
    return start() + "logs job/" + job + " --container " + JobManifest.CONTAINER;
  }

  String describe(String kind, String name) {
    return start() + "describe " + kind + " " + name;
  }

  private String start() {
    return "kubectl "
        + context.map(name -> "--context " + name + " ").orElse("")
        + "--namespace "
        + namespace
        + " ";
  }
}
