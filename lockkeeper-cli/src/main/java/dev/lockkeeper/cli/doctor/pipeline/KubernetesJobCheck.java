package dev.lockkeeper.cli.doctor.pipeline;

import dev.lockkeeper.cli.doctor.tree.YamlTree;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A Kubernetes Job that migrates, by itself or as a hook of Helm or Argo CD. The defaults are those
 * of the reference of {@code batch/v1}, the policies those of the manuals of Helm and Argo CD.
 */
final class KubernetesJobCheck {
  private static final String HELM_HOOK = "helm.sh/hook";
  private static final String HELM_DELETE = "helm.sh/hook-delete-policy";
  private static final String ARGO_HOOK = "argocd.argoproj.io/hook";
  private static final String ARGO_DELETE = "argocd.argoproj.io/hook-delete-policy";

  private KubernetesJobCheck() {}

  static boolean isJob(YamlTree root) {
    return root.textAt("kind").filter("Job"::equals).isPresent()
        && root.textAt("apiVersion").filter(version -> version.startsWith("batch/")).isPresent();
  }

  /** Looks at jobs that migrate only; others may well be run again. */
  static void examine(String file, YamlTree root, Findings findings) {
    if (!migrates(root)) {
      return;
    }
    job(file, root, findings);
    hook(file, root, findings);
    Optional<YamlTree> pod = root.at("spec", "template", "spec");
    pod.ifPresent(found -> proxy(file, found, findings));
    for (YamlTree container : pod.map(found -> found.itemsAt("containers")).orElse(List.of())) {
      LockCheck.command(file, container.line(), CloudRunJobCheck.command(container), findings);
    }
    ReferenceCheck.examine(file, root, findings);
  }

  private static boolean migrates(YamlTree root) {
    String name =
        root.textAt("metadata", "name").orElse("")
            + root.textAt("metadata", "generateName").orElse("");
    return name.toLowerCase(Locale.ROOT).contains("migrat")
        || root.itemsAt("spec", "template", "spec", "containers").stream()
            .anyMatch(
                container -> MigrateCommand.isInPipeline(CloudRunJobCheck.command(container)));
  }

  private static void job(String file, YamlTree root, Findings findings) {
    YamlTree spec = root.at("spec").orElse(root);
    if (!spec.textAt("backoffLimit").filter("0"::equals).isPresent()) {
      findings.warning(
          "job.retries",
          file,
          spec.at("backoffLimit").isPresent() ? spec.lineOf("backoffLimit") : root.lineOf("spec"),
          "a failed migration is run again by itself; without backoffLimit six times",
          "Write `backoffLimit: 0`.");
    }
    if (spec.at("ttlSecondsAfterFinished").isPresent()) {
      findings.warning(
          "job.deleted",
          file,
          spec.lineOf("ttlSecondsAfterFinished"),
          "the Job deletes itself: who looks too late cannot tell success from failure, and Argo CD"
              + " waits for ever",
          "Take ttlSecondsAfterFinished out, and delete old Jobs with the next release.");
    }
    Optional<YamlTree> pod = spec.at("template", "spec");
    if (pod.isPresent() && !pod.get().textAt("restartPolicy").filter("Never"::equals).isPresent()) {
      findings.warning(
          "job.retries",
          file,
          pod.get().lineOf("restartPolicy"),
          "the container is started again in its pod when the migration fails, and its log is lost",
          "Write `restartPolicy: Never`.");
    }
    if (root.at("metadata", "annotations", HELM_HOOK).isEmpty()
        && root.at("metadata", "annotations", ARGO_HOOK).isEmpty()
        && root.textAt("metadata", "name").filter(name -> !name.contains("template")).isPresent()) {
      findings.warning(
          "job.name",
          file,
          root.at("metadata").orElse(root).lineOf("name"),
          "the Job has one name for all releases: with another image Kubernetes refuses it, and an"
              + " old success looks like a new one",
          "Write `generateName:` instead of `name:`, and make it with `kubectl create`.");
    }
  }

  private static void hook(String file, YamlTree root, Findings findings) {
    Optional<YamlTree> annotations = root.at("metadata", "annotations");
    for (String key : List.of(HELM_DELETE, ARGO_DELETE)) {
      String policy =
          annotations.flatMap(found -> found.textAt(key)).orElse("").toLowerCase(Locale.ROOT);
      String plain = policy.replace("-", "");
      if (plain.contains("hookfailed") || plain.contains("hooksucceeded")) {
        findings.warning(
            "job.deleted",
            file,
            annotations.orElse(root).lineOf(key),
            "the hook's Job is deleted when it is over, and its log with it; what looks at it then"
                + " cannot tell success from failure",
            "Write `"
                + key
                + ": "
                + (key.equals(HELM_DELETE) ? "before-hook-creation" : "BeforeHookCreation")
                + "`.");
      }
    }
    annotations
        .flatMap(found -> found.textAt(HELM_HOOK))
        .filter(hooks -> hooks.contains("post-") && !hooks.contains("pre-"))
        .ifPresent(
            hooks ->
                findings.problem(
                    "pipeline.order",
                    file,
                    annotations.orElse(root).lineOf(HELM_HOOK),
                    "the hook migrates after the new pods have been made: they run on the old"
                        + " schema, and stay when the migration fails",
                    "Write `helm.sh/hook: pre-install,pre-upgrade`."));
    annotations
        .flatMap(found -> found.textAt(ARGO_HOOK))
        .filter(hook -> hook.contains("PostSync"))
        .ifPresent(
            hook ->
                findings.problem(
                    "pipeline.order",
                    file,
                    annotations.orElse(root).lineOf(ARGO_HOOK),
                    "the hook migrates after the new pods have been made: they run on the old"
                        + " schema, and stay when the migration fails",
                    "Write `argocd.argoproj.io/hook: PreSync`."));
  }

  /** A proxy beside the migration never ends, and the Job with it. */
  private static void proxy(String file, YamlTree pod, Findings findings) {
    List<YamlTree> containers = pod.itemsAt("containers");
    for (YamlTree container : containers) {
      String image = container.textAt("image").orElse("");
      if (containers.size() > 1
          && (image.contains("cloud-sql-proxy") || image.contains("gce-proxy"))) {
        findings.warning(
            "job.proxy",
            file,
            container.line(),
            "the proxy goes on when the migration has ended, so the Job never does",
            "Let Lockkeeper reach the instance by its connector, or move the proxy to"
                + " initContainers with `restartPolicy: Always`.");
      }
    }
  }

  /** Containers that migrate whenever a pod of a Deployment starts. */
  static void deployment(String file, YamlTree root, Findings findings) {
    boolean starts =
        root.textAt("kind")
            .filter(kind -> List.of("Deployment", "StatefulSet", "DaemonSet").contains(kind))
            .isPresent();
    if (!starts) {
      return;
    }
    for (String key : List.of("initContainers", "containers")) {
      for (YamlTree container : root.itemsAt("spec", "template", "spec", key)) {
        if (MigrateCommand.isIn(CloudRunJobCheck.command(container))) {
          findings.warning(
              "migrate-at-start",
              file,
              container.line(),
              "migrates when a pod starts: every replica does, at every restart, and a failure"
                  + " stops the service",
              "Make a Job of it that runs before the deploy: `lockkeeper init --platform"
                  + " kubernetes` writes one.");
        }
      }
    }
  }
}
