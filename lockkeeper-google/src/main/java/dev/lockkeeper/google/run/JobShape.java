package dev.lockkeeper.google.run;

import static dev.lockkeeper.release.platform.Job.RELEASE_LABEL;
import static dev.lockkeeper.release.platform.Job.RUN_LABEL;

import com.google.cloud.run.v2.CloudSqlInstance;
import com.google.cloud.run.v2.Container;
import com.google.cloud.run.v2.EnvVar;
import com.google.cloud.run.v2.ExecutionTemplate;
import com.google.cloud.run.v2.Job;
import com.google.cloud.run.v2.ResourceRequirements;
import com.google.cloud.run.v2.TaskTemplate;
import com.google.cloud.run.v2.Volume;
import com.google.cloud.run.v2.VolumeMount;
import com.google.cloud.run.v2.VpcAccess;
import com.google.cloud.run.v2.VpcAccess.VpcEgress;
import com.google.protobuf.Duration;
import dev.lockkeeper.release.settings.CloudRunSettings;
import dev.lockkeeper.release.settings.CloudRunSettings.Network;
import dev.lockkeeper.release.settings.JobSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Puts into a job what the project says of it, and leaves all else there as it is: what others set,
 * and what Cloud Run has filled in. Pure.
 */
final class JobShape {
  private static final String SOCKETS = "/cloudsql";
  private static final String VOLUME = "cloudsql";

  private final CloudRunSettings cloud;

  JobShape(CloudRunSettings cloud) {
    this.cloud = cloud;
  }

  /**
   * The job as it should be.
   *
   * @param old as it is; the default instance for a new one
   * @param run the key of the execution that comes next, if one does
   */
  Job of(Job old, dev.lockkeeper.release.platform.Job wished, Optional<String> run) {
    String release = Labels.value(wished.release());
    ExecutionTemplate.Builder template =
        old.getTemplate().toBuilder()
            .putLabels(RELEASE_LABEL, release)
            .setParallelism(1)
            .setTaskCount(1)
            .setTemplate(task(old.getTemplate().getTemplate(), wished));
    run.ifPresent(key -> template.putLabels(RUN_LABEL, Labels.value(key)));
    return old.toBuilder().putLabels(RELEASE_LABEL, release).setTemplate(template).build();
  }

  private TaskTemplate task(TaskTemplate old, dev.lockkeeper.release.platform.Job wished) {
    JobSettings settings = wished.settings();
    TaskTemplate.Builder task =
        old.toBuilder()
            .setMaxRetries(settings.retries())
            .setTimeout(Duration.newBuilder().setSeconds(settings.timeout().toSeconds()));
    cloud.serviceAccount().ifPresent(task::setServiceAccount);
    cloud.network().ifPresent(network -> task.setVpcAccess(network(network)));
    Container container =
        old.getContainersCount() == 0 ? Container.getDefaultInstance() : old.getContainers(0);
    List<Container> containers = new ArrayList<>(old.getContainersList());
    if (containers.isEmpty()) {
      containers.add(container);
    }
    containers.set(0, mounted(container(container, wished), sockets(task)));
    return task.clearContainers().addAllContainers(containers).build();
  }

  private Container container(Container old, dev.lockkeeper.release.platform.Job wished) {
    JobSettings settings = wished.settings();
    Container.Builder container = old.toBuilder().setImage(wished.image().toString());
    if (!settings.command().isEmpty() || !settings.arguments().isEmpty()) {
      container.clearCommand().addAllCommand(settings.command());
      container.clearArgs().addAllArgs(settings.arguments());
    }
    ResourceRequirements.Builder resources = old.getResources().toBuilder();
    settings.cpu().ifPresent(cpu -> resources.putLimits("cpu", cpu));
    settings.memory().ifPresent(memory -> resources.putLimits("memory", memory));
    if (resources.getLimitsCount() > 0) {
      container.setResources(resources);
    }
    return container.clearEnv().addAllEnv(variables(old, wished)).build();
  }

  /** Variables keep their places, and new ones follow by name, so that nothing differs by order. */
  private List<EnvVar> variables(Container old, dev.lockkeeper.release.platform.Job wished) {
    Map<String, EnvVar> given = new TreeMap<>();
    wished
        .env()
        .forEach(
            (name, value) ->
                given.put(name, EnvVar.newBuilder().setName(name).setValue(value).build()));
    JobSecrets.versions(wished.settings().secrets())
        .forEach(
            (name, version) ->
                given.put(name, JobSecrets.variable(name, version, cloud.project())));
    List<EnvVar> variables = new ArrayList<>();
    for (EnvVar variable : old.getEnvList()) {
      EnvVar replaced = given.remove(variable.getName());
      variables.add(replaced == null ? variable : replaced);
    }
    variables.addAll(given.values());
    return variables;
  }

  /** The name of the volume with the sockets, which is added where it is wanted. */
  private Optional<String> sockets(TaskTemplate.Builder task) {
    if (cloud.cloudSql().isEmpty()) {
      return Optional.empty();
    }
    CloudSqlInstance instances =
        CloudSqlInstance.newBuilder().addAllInstances(cloud.cloudSql()).build();
    for (Volume.Builder volume : task.getVolumesBuilderList()) {
      if (volume.hasCloudSqlInstance()) {
        volume.setCloudSqlInstance(instances);
        return Optional.of(volume.getName());
      }
    }
    task.addVolumes(Volume.newBuilder().setName(VOLUME).setCloudSqlInstance(instances));
    return Optional.of(VOLUME);
  }

  private static Container mounted(Container container, Optional<String> volume) {
    boolean isThere =
        container.getVolumeMountsList().stream()
            .anyMatch(mount -> volume.filter(mount.getName()::equals).isPresent());
    return volume.isEmpty() || isThere
        ? container
        : container.toBuilder()
            .addVolumeMounts(VolumeMount.newBuilder().setName(volume.get()).setMountPath(SOCKETS))
            .build();
  }

  private static VpcAccess network(Network network) {
    VpcAccess.Builder access =
        VpcAccess.newBuilder()
            .setEgress(
                network.allTraffic() ? VpcEgress.ALL_TRAFFIC : VpcEgress.PRIVATE_RANGES_ONLY);
    if (network.connector().isPresent()) {
      return access.setConnector(network.connector().get()).build();
    }
    VpcAccess.NetworkInterface.Builder way =
        VpcAccess.NetworkInterface.newBuilder().addAllTags(network.tags());
    network.network().ifPresent(way::setNetwork);
    network.subnetwork().ifPresent(way::setSubnetwork);
    return access.addNetworkInterfaces(way).build();
  }
}
