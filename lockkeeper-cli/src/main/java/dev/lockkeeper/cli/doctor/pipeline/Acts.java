package dev.lockkeeper.cli.doctor.pipeline;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Tells what commands do. */
final class Acts {
  private static final Pattern PROXY = Pattern.compile("\\bcloud[-_]sql[-_]proxy\\b");
  private static final Pattern JOB_FILE = Pattern.compile("(?i).*(job|migrat)[^/]*\\.ya?ml");

  private Acts() {}

  static Set<Act> of(ShellCommand command) {
    Set<Act> acts = EnumSet.noneOf(Act.class);
    switch (command.program()) {
      case "gcloud" -> gcloud(command, acts);
      case "docker", "podman", "buildah" -> image(command, acts);
      case "kubectl" -> kubectl(command, acts);
      case "helm" -> helm(command, acts);
      case "executor" -> acts.add(Act.PUSH); // kaniko
      case "lockkeeper" -> lockkeeper(command, acts);
      case "fly", "flyctl" -> {
        if (command.begins(command.program(), "deploy")) {
          acts.add(Act.DEPLOY);
        }
      }
      default -> {}
    }
    if (!acts.contains(Act.GATE) && MigrateCommand.isInPipeline(command.text())) {
      acts.add(Act.MIGRATE);
    }
    if (PROXY.matcher(command.text()).find()) {
      acts.add(Act.PROXY);
    }
    return acts;
  }

  private static void lockkeeper(ShellCommand command, Set<Act> acts) {
    List<String> words = command.words();
    int separator = words.indexOf("--");
    List<String> own = separator < 0 ? words : words.subList(0, separator);
    if (own.contains("release")) {
      boolean reads = own.contains("verify") || own.contains("status") || own.contains("--dry-run");
      if (!reads && !own.contains("rollback")) {
        acts.add(Act.GATE);
      }
    } else if (separator > 0 && own.contains("run")) {
      acts.add(Act.MIGRATE);
    }
  }

  private static void gcloud(ShellCommand command, Set<Act> acts) {
    if (command.begins("gcloud", "run", "jobs")) {
      job(command, acts);
    } else if (command.begins("gcloud", "run", "deploy")) {
      acts.add(command.has("--no-traffic") ? Act.DEPLOY_WITHOUT_TRAFFIC : Act.DEPLOY);
      if (command.value("--source").isPresent()) {
        acts.add(Act.PUSH);
      }
    } else if (command.begins("gcloud", "run", "services", "update-traffic")) {
      acts.add(Act.TRAFFIC);
    } else if (command.begins("gcloud", "run", "services", "update")
        || command.begins("gcloud", "run", "services", "replace")) {
      acts.add(command.has("--no-traffic") ? Act.DEPLOY_WITHOUT_TRAFFIC : Act.DEPLOY);
    } else if (command.begins("gcloud", "app", "deploy")) {
      acts.add(command.has("--no-promote") ? Act.DEPLOY_WITHOUT_TRAFFIC : Act.DEPLOY);
    } else if (command.begins("gcloud", "builds", "submit")) {
      acts.add(Act.BUILD);
      acts.add(Act.PUSH);
    }
  }

  private static void job(ShellCommand command, Set<Act> acts) {
    List<String> plain = command.plain();
    switch (plain.size() > 3 ? plain.get(3) : "") {
      case "execute" -> acts.add(Act.EXECUTE_JOB);
      case "create", "deploy", "update", "replace" -> acts.add(Act.UPDATE_JOB);
      default -> {}
    }
    if (command.has("--execute-now")) {
      acts.add(Act.EXECUTE_JOB);
    }
  }

  private static void image(ShellCommand command, Set<Act> acts) {
    String program = command.words().get(0);
    boolean builds = command.words().contains("build") || command.words().contains("bud");
    if (builds && !command.words().contains("run")) {
      acts.add(Act.BUILD);
      if (command.has("--push")) {
        acts.add(Act.PUSH);
      }
    } else if (command.begins(program, "push") || command.begins(program, "image", "push")) {
      acts.add(Act.PUSH);
    }
  }

  private static void kubectl(ShellCommand command, Set<Act> acts) {
    Set<String> words = Set.copyOf(command.words());
    boolean isJobFile = command.words().stream().anyMatch(word -> JOB_FILE.matcher(word).matches());
    if (words.contains("apply") || words.contains("create") || words.contains("replace")) {
      if (isJobFile || (words.contains("create") && words.contains("job"))) {
        acts.add(Act.EXECUTE_JOB);
      } else if (!words.contains("create")) {
        acts.add(Act.DEPLOY);
      }
    } else if (words.contains("set") && words.contains("image")) {
      acts.add(Act.DEPLOY);
    }
  }

  private static void helm(ShellCommand command, Set<Act> acts) {
    if (command.begins("helm", "upgrade") || command.begins("helm", "install")) {
      acts.add(Act.DEPLOY);
    }
  }
}
