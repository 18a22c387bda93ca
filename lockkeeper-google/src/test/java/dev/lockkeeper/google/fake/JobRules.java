package dev.lockkeeper.google.fake;

import com.google.cloud.run.v2.Condition;
import com.google.cloud.run.v2.Condition.CommonReason;
import com.google.cloud.run.v2.Container;
import com.google.cloud.run.v2.EnvVar;
import com.google.cloud.run.v2.ExecutionEnvironment;
import com.google.cloud.run.v2.Job;
import com.google.cloud.run.v2.TaskTemplate;
import com.google.cloud.run.v2.Volume;
import com.google.protobuf.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** What Cloud Run checks of a job, and what it fills in, as mockgcp of Google's shows it. */
final class JobRules {
  private static final int TIMEOUT = 600;
  private static final int LONGEST = 168 * 3600;

  private final CloudState state;
  private final FakeImages images;
  private final SecretReads secrets;

  JobRules(CloudState state, FakeImages images, SecretReads secrets) {
    this.state = state;
    this.images = images;
    this.secrets = secrets;
  }

  /** The job with defaults; refused if it is wrong. */
  Job checked(Job job) {
    CloudState.checkLabels(job.getLabelsMap());
    CloudState.checkLabels(job.getTemplate().getLabelsMap());
    TaskTemplate task = job.getTemplate().getTemplate();
    if (task.getContainersCount() == 0 || task.getContainers(0).getImage().isEmpty()) {
      throw CloudState.invalid("template.template.containers[0].image is required");
    }
    if (task.getMaxRetries() < 0 || task.getMaxRetries() > 10) {
      throw CloudState.invalid("max_retries must be between 0 and 10");
    }
    if (task.getTimeout().getSeconds() > LONGEST) {
      throw CloudState.invalid("timeout must not be longer than 168 h");
    }
    checkVolumes(task);
    Job.Builder checked = job.toBuilder();
    TaskTemplate.Builder filled = checked.getTemplateBuilder().getTemplateBuilder();
    if (!filled.hasMaxRetries()) {
      filled.setMaxRetries(3);
    }
    if (!filled.hasTimeout()) {
      filled.setTimeout(Duration.newBuilder().setSeconds(TIMEOUT));
    }
    if (filled.getServiceAccount().isEmpty()) {
      filled.setServiceAccount(SecretReads.DEFAULT_ACCOUNT);
    }
    filled.setExecutionEnvironment(ExecutionEnvironment.EXECUTION_ENVIRONMENT_GEN2);
    Container.Builder container = filled.getContainersBuilder(0);
    if (container.getName().isEmpty()) {
      container.setName("job-1");
    }
    if (!container.getResources().containsLimits("cpu")) {
      container.getResourcesBuilder().putLimits("cpu", "1000m");
    }
    if (!container.getResources().containsLimits("memory")) {
      container.getResourcesBuilder().putLimits("memory", "512Mi");
    }
    return checked.build();
  }

  private static void checkVolumes(TaskTemplate task) {
    Set<String> variables = new HashSet<>();
    Set<String> volumes = new HashSet<>();
    for (Volume volume : task.getVolumesList()) {
      volumes.add(volume.getName());
    }
    for (EnvVar variable : task.getContainers(0).getEnvList()) {
      if (!variables.add(variable.getName())) {
        throw CloudState.invalid("the variable " + variable.getName() + " is there twice");
      }
      boolean isLatest = variable.getValueSource().getSecretKeyRef().getVersion().isEmpty();
      if (variable.hasValueSource() && isLatest) {
        throw CloudState.invalid("a version is required for " + variable.getName());
      }
    }
    task.getContainers(0)
        .getVolumeMountsList()
        .forEach(
            mount -> {
              if (!volumes.contains(mount.getName())) {
                throw CloudState.invalid("no volume " + mount.getName());
              }
            });
  }

  /** Whether it could run. */
  Condition readiness(Job job) {
    Optional<CommonReason> fault = state.faults.jobs();
    return fault
        .map(reason -> Conditions.failed("Ready", reason, "the fault of this test"))
        .or(() -> obstacle(job.getTemplate().getTemplate()))
        .orElseGet(() -> Conditions.good("Ready"));
  }

  /** What keeps containers from starting, if something does. */
  Optional<Condition> obstacle(TaskTemplate task) {
    Container container = task.getContainers(0);
    if (images.program(container.getImage()).isEmpty()) {
      return Optional.of(
          Conditions.failed(
              "Ready",
              CommonReason.CONTAINER_MISSING,
              "Image '" + container.getImage() + "' not found."));
    }
    for (EnvVar variable : container.getEnvList()) {
      if (variable.hasValueSource()) {
        Optional<String> refusal =
            secrets.refusal(variable.getValueSource().getSecretKeyRef(), task.getServiceAccount());
        if (refusal.isPresent()) {
          return Optional.of(
              Conditions.failed("Ready", CommonReason.SECRETS_ACCESS_CHECK_FAILED, refusal.get()));
        }
      }
    }
    return Optional.empty();
  }
}
