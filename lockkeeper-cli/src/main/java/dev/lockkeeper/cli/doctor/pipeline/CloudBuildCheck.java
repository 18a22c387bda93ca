package dev.lockkeeper.cli.doctor.pipeline;

import dev.lockkeeper.cli.doctor.tree.YamlTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What only {@code cloudbuild.yaml} can have wrong: timeout, secrets, and the socket's folder. */
final class CloudBuildCheck {
  private static final Pattern SOCKET = Pattern.compile("(?:.*[=@:])?/cloudsql/.*", Pattern.DOTALL);

  private CloudBuildCheck() {}

  static void examine(Pipeline pipeline, YamlTree root, Findings findings) {
    List<Action> migrations = pipeline.actions(Act::migrates);
    if (!migrations.isEmpty() && root.at("timeout").isEmpty()) {
      findings.warning(
          "pipeline.timeout",
          pipeline.file(),
          1,
          "the build has no timeout of its own: with the default, it ends in the middle of a long"
              + " migration",
          "Write `timeout: 7200s` at the top, longer than the longest migration.");
    }
    secrets(pipeline.file(), root, findings);
    if (pipeline.actions(act -> act == Act.PROXY).isEmpty()) {
      socket(pipeline, root, findings);
    }
  }

  private static void secrets(String file, YamlTree root, Findings findings) {
    Map<String, YamlTree> declared = new LinkedHashMap<>();
    for (YamlTree secret : root.itemsAt("availableSecrets", "secretManager")) {
      secret.textAt("env").ifPresent(name -> declared.put(name, secret));
    }
    for (YamlTree secret : root.itemsAt("secrets")) {
      secret
          .at("secretEnv")
          .ifPresent(names -> names.entries().keySet().forEach(name -> declared.put(name, secret)));
    }
    Set<String> used = new LinkedHashSet<>();
    List<YamlTree> users = new ArrayList<>(root.itemsAt("steps"));
    root.at("options").ifPresent(users::add);
    for (YamlTree user : users) {
      for (YamlTree name : user.itemsAt("secretEnv")) {
        String text = name.text().orElse("");
        used.add(text);
        if (!declared.containsKey(text)) {
          findings.problem(
              "pipeline.secret-env",
              file,
              name.line(),
              "secretEnv names "
                  + text
                  + ", which availableSecrets does not declare: Cloud Build"
                  + " refuses the build",
              "Add it below availableSecrets.secretManager: {versionName:"
                  + " projects/$PROJECT_ID/secrets/NAME/versions/1, env: "
                  + text
                  + "}.");
        }
      }
    }
    declared.forEach(
        (name, secret) -> {
          if (!used.contains(name)) {
            findings.problem(
                "pipeline.secret-env",
                file,
                secret.line(),
                "availableSecrets declares "
                    + name
                    + ", which no step uses: Cloud Build refuses"
                    + " the build",
                "Add `secretEnv: [" + name + "]` to the step that needs it, or take it out.");
          }
        });
  }

  private static void socket(Pipeline pipeline, YamlTree root, Findings findings) {
    List<YamlTree> nodes = root.itemsAt("steps");
    for (int i = 0; i < nodes.size(); i++) {
      boolean isOurs =
          pipeline.steps().get(i).commands().stream()
              .anyMatch(command -> command.program().equals("lockkeeper"));
      for (YamlTree variable : nodes.get(i).itemsAt("env")) {
        if (SOCKET.matcher(variable.text().orElse("")).matches() && !isOurs) {
          findings.problem(
              "pipeline.socket",
              pipeline.file(),
              variable.line(),
              "nothing in a build makes the socket folder /cloudsql, so the step cannot reach the"
                  + " database",
              "Write `lockkeeper run --` in front of the command: it reaches the instance by"
                  + " Google's connector. Or start cloud-sql-proxy with --unix-socket /cloudsql in"
                  + " the same step.");
        }
      }
    }
  }
}
