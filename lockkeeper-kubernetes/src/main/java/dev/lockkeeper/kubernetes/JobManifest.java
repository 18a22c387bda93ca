package dev.lockkeeper.kubernetes;

import dev.lockkeeper.release.platform.JobRun;
import dev.lockkeeper.release.settings.JobSettings;
import dev.lockkeeper.release.settings.KubernetesSettings;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvFromSourceBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The Job of Kubernetes that a run asks for. Pure. */
final class JobManifest {
  /** The container that migrates; others may be added by what admits pods. */
  static final String CONTAINER = "migration";

  /** The label that says which job of the settings it is. */
  static final String NAME_LABEL = "app.kubernetes.io/name";

  private final JobRun run;
  private final JobSettings settings;
  private final KubernetesSettings place;

  JobManifest(JobRun run, KubernetesSettings place) {
    this.run = run;
    this.settings = run.job().settings();
    this.place = place;
  }

  /** The name that the Job of this run has, and no other. */
  String name() {
    return JobName.of(settings.name(), run.key());
  }

  /** The labels by which the Job of this run is known. */
  Map<String, String> labels() {
    return Map.of(
        dev.lockkeeper.release.platform.Job.RELEASE_LABEL,
        JobName.label(run.job().release()),
        dev.lockkeeper.release.platform.Job.RUN_LABEL,
        JobName.label(run.key()),
        NAME_LABEL,
        JobName.label(settings.name()),
        "app.kubernetes.io/component",
        "migration",
        "app.kubernetes.io/managed-by",
        "lockkeeper");
  }

  /**
   * The Job. It has no {@code ttlSecondsAfterFinished}: it must still be there when it is read.
   *
   * @throws dev.lockkeeper.failure.LockkeeperException if a secret is not in the cluster
   */
  Job job() {
    return new JobBuilder()
        .withNewMetadata()
        .withName(name())
        .withNamespace(place.namespace())
        .withLabels(labels())
        .endMetadata()
        .withNewSpec()
        .withCompletions(1)
        .withParallelism(1)
        .withBackoffLimit(settings.retries())
        .withActiveDeadlineSeconds(deadline())
        // Two pods that migrate at once are never wanted, not even while one is ending.
        .withPodReplacementPolicy("Failed")
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(labels())
        // Autoscalers move pods to tidy up; a migration is not to be moved.
        .addToAnnotations("cluster-autoscaler.kubernetes.io/safe-to-evict", "false")
        .addToAnnotations("karpenter.sh/do-not-disrupt", "true")
        .endMetadata()
        .withNewSpec()
        .withRestartPolicy("Never")
        .withServiceAccountName(place.serviceAccount().orElse(null))
        .addNewContainer()
        .withName(CONTAINER)
        .withImage(run.job().image().toString())
        .withCommand(literal(settings.command()))
        .withArgs(literal(run.arguments().orElse(settings.arguments())))
        .withEnv(variables())
        .withEnvFrom(secrets())
        .withNewResources()
        .withLimits(limits())
        .endResources()
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  /** For all attempts together, since a Job has no limit for one of them that it would retry. */
  private long deadline() {
    Duration timeout = settings.timeout().multipliedBy(settings.retries() + 1L);
    return Math.max(1, timeout.plusMillis(999).toSeconds());
  }

  private List<EnvVar> variables() {
    List<EnvVar> variables = new ArrayList<>();
    Map<String, String> values = new TreeMap<>(settings.env());
    values.putAll(run.job().env());
    values.keySet().removeAll(settings.secrets().keySet());
    values.forEach(
        (name, value) ->
            variables.add(new EnvVarBuilder().withName(name).withValue(literal(value)).build()));
    new TreeMap<>(settings.secrets())
        .forEach(
            (name, reference) -> {
              SecretKey key = SecretKey.parse(name, reference);
              variables.add(
                  new EnvVarBuilder()
                      .withName(name)
                      .withNewValueFrom()
                      .withNewSecretKeyRef(key.key(), key.name(), false)
                      .endValueFrom()
                      .build());
            });
    return variables;
  }

  private List<EnvFromSource> secrets() {
    return place.secrets().stream()
        .map(name -> new EnvFromSourceBuilder().withNewSecretRef(name, false).build())
        .toList();
  }

  private Map<String, Quantity> limits() {
    Map<String, Quantity> limits = new HashMap<>();
    settings.cpu().ifPresent(cpu -> limits.put("cpu", new Quantity(cpu)));
    settings.memory().ifPresent(memory -> limits.put("memory", new Quantity(memory)));
    return limits;
  }

  private static List<String> literal(List<String> words) {
    return words.stream().map(JobManifest::literal).toList();
  }

  /** Kubernetes puts variables in the place of {@code $(NAME)}, and takes {@code $$} for one. */
  private static String literal(String text) {
    return text.contains("$(") || text.contains("$$") ? text.replace("$", "$$") : text;
  }
}
