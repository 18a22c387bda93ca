package dev.lockkeeper.cli.doctor.pipeline;

import dev.lockkeeper.cli.doctor.tree.YamlTree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads {@code cloudbuild.yaml}: steps run one after the other unless {@code waitFor} names what
 * they wait for, {@code -} being nothing; {@code images} are pushed when all steps have ended well.
 * After Cloud Build's schema of a build file.
 */
final class CloudBuildFile {
  private static final Set<String> SHELLS = Set.of("bash", "sh", "ash", "dash");

  private CloudBuildFile() {}

  static Pipeline read(String file, YamlTree root) {
    List<YamlTree> nodes = root.itemsAt("steps");
    List<Step> steps = new ArrayList<>();
    Map<String, Integer> ids = new LinkedHashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      YamlTree node = nodes.get(i);
      String id = node.textAt("id").orElse("step " + (i + 1));
      boolean ignored = node.at("allowFailure").filter(value -> value.is("true")).isPresent();
      steps.add(
          new Step(
              id,
              node.line(),
              commands(node),
              ignored ? node.lineOf("allowFailure") : 0,
              earlier(node, i, ids, steps)));
      ids.put(id, i);
    }
    return new Pipeline(file, steps, root.at("images").isPresent() ? root.lineOf("images") : 0);
  }

  private static Set<Integer> earlier(
      YamlTree node, int index, Map<String, Integer> ids, List<Step> steps) {
    List<String> named =
        node.itemsAt("waitFor").stream().flatMap(item -> item.text().stream()).toList();
    Set<Integer> earlier = new HashSet<>();
    if (named.isEmpty()) {
      for (int i = 0; i < index; i++) {
        earlier.add(i);
      }
      return earlier;
    }
    for (String id : named) {
      Integer before = ids.get(id);
      if (before != null) {
        earlier.add(before);
        earlier.addAll(steps.get(before).earlier());
      }
    }
    return earlier;
  }

  private static List<ShellCommand> commands(YamlTree node) {
    return node.at("script").map(CloudBuildFile::script).orElseGet(() -> program(node));
  }

  /** A script without an interpreter line is run by a shell that goes on after a failure. */
  private static List<ShellCommand> script(YamlTree script) {
    String text = script.text().orElse("");
    String first = text.lines().findFirst().orElse("");
    boolean stops =
        first.startsWith("#!") && Script.stopsAtErrors(List.of(first.split("\\s+", -1)));
    return Script.commands(text, script.textLine(), stops, false);
  }

  private static List<ShellCommand> program(YamlTree node) {
    List<YamlTree> arguments = node.itemsAt("args");
    List<String> words = new ArrayList<>();
    words.add(node.textAt("entrypoint").orElseGet(() -> program(node.textAt("name").orElse(""))));
    arguments.forEach(argument -> words.add(argument.text().orElse("")));
    int line = arguments.isEmpty() ? node.line() : arguments.get(0).line();
    ShellCommand whole = ShellCommand.alone(line, words);
    int script = scriptAt(words);
    return SHELLS.contains(whole.program()) && script > 0 && script <= arguments.size()
        ? Script.commands(
            words.get(script),
            arguments.get(script - 1).textLine(),
            Script.stopsAtErrors(words.subList(1, script)),
            words.subList(1, script).contains("pipefail"))
        : List.of(whole);
  }

  /** The position of the text behind {@code -c}; 0 if there is none. */
  private static int scriptAt(List<String> words) {
    for (int i = 1; i + 1 < words.size(); i++) {
      if (words.get(i).matches("-[a-z]*c")) {
        return i + 1;
      }
    }
    return 0;
  }

  /** The program that an image of Google's builders starts; else the image's own name. */
  private static String program(String image) {
    String name = image.replaceAll("@.*|:[^/]*$", "");
    String last = name.substring(name.lastIndexOf('/') + 1);
    return switch (last) {
      case "cloud-sdk", "google-cloud-cli" -> "gcloud";
      case "gcloud-slim" -> "gcloud";
      default -> last;
    };
  }
}
