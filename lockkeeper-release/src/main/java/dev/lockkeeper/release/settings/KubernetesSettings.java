package dev.lockkeeper.release.settings;

import java.util.List;
import java.util.Optional;

/**
 * A service that is a Deployment in Kubernetes.
 *
 * @param context the context of the kubeconfig file; its current one, or the cluster that we run
 *     in, if left out
 * @param namespace where Deployment and Job are
 * @param deployment the Deployment's name
 * @param container the container whose image is changed; the only one if left out
 * @param serviceAccount whose rights the job has
 * @param secrets names of Secrets whose entries become variables of the job
 */
public record KubernetesSettings(
    Optional<String> context,
    String namespace,
    String deployment,
    Optional<String> container,
    Optional<String> serviceAccount,
    List<String> secrets)
    implements PlatformSettings {

  public KubernetesSettings {
    secrets = List.copyOf(secrets);
  }

  @Override
  public String platform() {
    return "kubernetes";
  }
}
