package dev.lockkeeper.cli.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manifests that {@code init} writes, as the platforms' own programs read them. */
class ManifestsIT {
  @TempDir private Path folder;

  private void write(DeploymentKind kind) throws IOException {
    for (NewFile file : new DeploymentFiles("shop").of(List.of(kind))) {
      Path path = folder.resolve(file.name());
      Files.createDirectories(path.getParent());
      Files.writeString(path, filled(file.text()));
    }
  }

  /** As Helm fills in what the chart's values say. */
  private static String filled(String text) {
    return text.replaceAll("\\{\\{ \\.Release\\.[^}]*}}", "1")
        .replaceAll("\\{\\{ \\.Values\\.[^}]*\\.digest }}", "sha256:" + "0".repeat(64))
        .replaceAll("\\{\\{ [^}]*}}", "value");
  }

  @Test
  void kubectlReadsTheJobs() throws Exception {
    write(DeploymentKind.KUBERNETES);
    ForeignProgram kubectl = ForeignProgram.named("kubectl", folder, Map.of());

    for (NewFile file : new DeploymentFiles("shop").of(List.of(DeploymentKind.KUBERNETES))) {
      ForeignProgram.Result result =
          kubectl.run(
              "set", "image", "--local", "-o", "yaml", "-f", file.name(), "migrate=other:v2");

      assertThat(result.output())
          .contains(
              "kind: Job", "backoffLimit: 0", "restartPolicy: Never", "image: other:v2", "- up");
      assertThat(result.exitCode()).isZero();
    }
  }

  @Test
  void gcloudTakesTheJob() throws Exception {
    write(DeploymentKind.CLOUD_RUN);
    try (CloudRunFake fake = new CloudRunFake()) {
      ForeignProgram gcloud = ForeignProgram.named("gcloud", folder, fake.environment());

      ForeignProgram.Result result = gcloud.run("run", "jobs", "replace", "job.yaml");

      assertThat(result.exitCode()).as(result.output()).isZero();
      assertThat(fake.job().orElseThrow().toString())
          .contains("run.googleapis.com/cloudsql-instances=PROJECT:REGION:INSTANCE")
          .contains(
              "maxRetries=0", "command=[/opt/lockkeeper/bin/lockkeeper]", "secretKeyRef={key=1");
    }
  }

  /** What doctor says of a missing level is what gcloud says. */
  @Test
  void gcloudRefusesAJobWithoutTheLevel() throws Exception {
    Files.writeString(
        folder.resolve("job.yaml"),
        """
        apiVersion: run.googleapis.com/v1
        kind: Job
        metadata: {name: migrate}
        spec:
          template:
            spec:
              containers:
                - image: registry.example.com/app:v1
        """);
    try (CloudRunFake fake = new CloudRunFake()) {
      ForeignProgram gcloud = ForeignProgram.named("gcloud", folder, fake.environment());

      ForeignProgram.Result result = gcloud.run("run", "jobs", "replace", "job.yaml");

      assertThat(result.exitCode()).isNotZero();
      assertThat(result.output()).contains("Job.spec.template.spec.containers");
      assertThat(fake.job()).isEmpty();
    }
  }
}
