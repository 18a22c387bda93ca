package dev.lockkeeper.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.cli.template.DeploymentFiles;
import dev.lockkeeper.cli.template.DeploymentKind;
import dev.lockkeeper.cli.template.NewFile;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A deployment that migrates when its container starts, before and after it has moved over. */
class MovingOverTest {
  @TempDir private Path folder;

  private static final String[] BUILD = {
    "steps:",
    "  - name: gcr.io/cloud-builders/docker",
    "    args: [build, --tag, 'eu-docker.pkg.dev/$PROJECT_ID/apps/shop:$COMMIT_SHA', .]",
    "  - name: gcr.io/cloud-builders/docker",
    "    args: [push, 'eu-docker.pkg.dev/$PROJECT_ID/apps/shop:$COMMIT_SHA']",
    "  - name: gcr.io/cloud-builders/gcloud",
    "    args: [run, deploy, shop, '--image=eu-docker.pkg.dev/$PROJECT_ID/apps/shop:$COMMIT_SHA']"
  };

  @Test
  void everyStepIsSeen() {
    Setup setup =
        new Setup(folder)
            .migration()
            .file("lockkeeper.yaml", "lock-wait: 3m", "lock-budget: 2m")
            .set("DATABASE_URL", "postgres://app:hidden@localhost/shop")
            .file("Dockerfile", "FROM python:3.12", "CMD python manage.py migrate && gunicorn shop")
            .file("cloudbuild.yaml", BUILD);
    assertThat(wrong(setup)).containsExactly("migrate-at-start");

    setup.file("Dockerfile", "FROM python:3.12", "CMD [\"gunicorn\", \"shop\"]");
    assertThat(wrong(setup)).isEmpty();

    // A first try at a job: it is there, but nobody waits, and it comes too late.
    String[] withJob = new String[BUILD.length + 2];
    System.arraycopy(BUILD, 0, withJob, 0, BUILD.length);
    withJob[BUILD.length] = "  - name: gcr.io/cloud-builders/gcloud";
    withJob[BUILD.length + 1] = "    args: [run, jobs, execute, shop-migrate]";
    setup.file("cloudbuild.yaml", withJob);
    assertThat(wrong(setup))
        .containsExactlyInAnyOrder(
            "pipeline.wait", "pipeline.order", "pipeline.job-image", "pipeline.timeout");

    for (NewFile file :
        new DeploymentFiles("shop")
            .of(
                List.of(
                    DeploymentKind.CLOUD_RUN,
                    DeploymentKind.CLOUD_BUILD,
                    DeploymentKind.TERRAFORM))) {
      setup.file(file.name(), file.text());
    }
    assertThat(wrong(setup)).isEmpty();
  }

  private static List<String> wrong(Setup setup) {
    return setup.examine().stream()
        .filter(d -> d.severity() == Severity.WARNING || d.severity() == Severity.PROBLEM)
        .map(Diagnosis::id)
        .toList();
  }
}
