package dev.lockkeeper.kubernetes;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.release.platform.Watch;
import dev.lockkeeper.release.settings.KubernetesSettings;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads and patches the one Deployment of the settings. */
final class Deployments {
  private static final int VERSION_BYTES = 8;

  private final Api api;
  private final KubernetesSettings settings;

  Deployments(Api api, KubernetesSettings settings) {
    this.api = api;
    this.settings = settings;
  }

  /** The Deployment with what it owns; empty if there is none. */
  Optional<Rollout> read(Watch watch) {
    return Optional.ofNullable(api.ask(Right.GET_DEPLOYMENTS, watch, this::get))
        .map(deployment -> with(deployment, watch));
  }

  /** The same where it must be there. */
  Rollout mustRead(Watch watch) {
    return read(watch)
        .orElseThrow(
            () ->
                LockkeeperException.because(
                        ErrorCode.PLATFORM_SETTINGS, missing(settings.deployment()))
                    .hint(MISSING_FIX)
                    .build());
  }

  static String missing(String name) {
    return "there is no Deployment " + name + ", and Lockkeeper does not invent one";
  }

  static final String MISSING_FIX =
      "Apply it with 0 replicas, or with the image that serves now, then release again.";

  /** The Deployment, asked for once. */
  Optional<Deployment> peek() {
    return Optional.ofNullable(api.once(Right.GET_DEPLOYMENTS, this::get));
  }

  private @Nullable Deployment get(KubernetesClient client) {
    return client
        .apps()
        .deployments()
        .inNamespace(api.namespace())
        .withName(settings.deployment())
        .get();
  }

  private Rollout with(Deployment deployment, Watch watch) {
    LabelSelector selector = deployment.getSpec().getSelector();
    List<ReplicaSet> all =
        api.ask(
            Right.LIST_REPLICA_SETS,
            watch,
            client ->
                client
                    .apps()
                    .replicaSets()
                    .inNamespace(api.namespace())
                    .withLabelSelector(selector)
                    .list()
                    .getItems());
    List<ReplicaSet> replicaSets =
        all.stream().filter(one -> isOwned(one, Set.of(uid(deployment)))).toList();
    Set<String> owners = replicaSets.stream().map(Deployments::uid).collect(Collectors.toSet());
    List<Pod> pods =
        api.ask(
            Right.LIST_PODS,
            watch,
            client ->
                client
                    .pods()
                    .inNamespace(api.namespace())
                    .withLabelSelector(selector)
                    .list()
                    .getItems());
    return new Rollout(
        deployment, replicaSets, pods.stream().filter(one -> isOwned(one, owners)).toList());
  }

  /**
   * Changes the Deployment if nobody has changed it since it was read.
   *
   * @throws io.fabric8.kubernetes.client.KubernetesClientException with 409 if somebody has
   */
  void patch(Deployment read, List<Map<String, Object>> operations, Watch watch) {
    String json = api.client().getKubernetesSerialization().asJson(operations);
    api.ask(
        Right.PATCH_DEPLOYMENTS,
        watch,
        client ->
            client
                .apps()
                .deployments()
                .inNamespace(api.namespace())
                .withName(read.getMetadata().getName())
                .patch(PatchContext.of(PatchType.JSON), json));
  }

  /**
   * Says which template the Deployment has. It stays the same when only the number of pods or the
   * status changes, as an autoscaler does all the time.
   */
  String version(Deployment deployment) {
    PodTemplateSpec template = deployment.getSpec().getTemplate();
    String text = uid(deployment) + api.client().getKubernetesSerialization().asJson(template);
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, VERSION_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  /** The name of the container whose image is released. */
  String container(Deployment deployment) {
    List<String> names =
        deployment.getSpec().getTemplate().getSpec().getContainers().stream()
            .map(one -> one.getName())
            .toList();
    String all = String.join(", ", names);
    if (settings.container().isEmpty() && names.size() == 1) {
      return names.get(0);
    }
    if (settings.container().filter(names::contains).isPresent()) {
      return settings.container().orElseThrow();
    }
    throw LockkeeperException.because(
            ErrorCode.PLATFORM_SETTINGS,
            settings
                .container()
                .map(name -> "the Deployment has no container " + name)
                .orElse("the Deployment has several containers, and none is named"))
        .hint("Name one at `container:` of `kubernetes:`: " + all)
        .build();
  }

  private static boolean isOwned(HasMetadata object, Set<String> owners) {
    return object.getMetadata().getOwnerReferences().stream()
        .anyMatch(owner -> owners.contains(owner.getUid()));
  }

  private static String uid(HasMetadata object) {
    return object.getMetadata().getUid();
  }
}
