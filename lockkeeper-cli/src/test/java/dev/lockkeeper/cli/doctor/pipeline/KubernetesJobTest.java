package dev.lockkeeper.cli.doctor.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.lockkeeper.cli.doctor.pipeline.Finding.Weight;
import org.junit.jupiter.api.Test;

class KubernetesJobTest {
  private static final String GOOD =
      """
      apiVersion: batch/v1
      kind: Job
      metadata:
        generateName: migrate-
        annotations:
          a: b
      spec:
        backoffLimit: 0
        template:
          spec:
            restartPolicy: Never
            containers:
              - image: registry.example.com/app:v1
                command: [lockkeeper, up]
      """;

  private static Examined job(String text) {
    return Examined.file("k8s/migrate-job.yaml", text);
  }

  @Test
  void goodJobGivesNothing() {
    assertThat(job(GOOD).findings()).isEmpty();
  }

  @Test
  void whatRunsAFailedMigrationAgainIsNamed() {
    assertThat(job(GOOD.replace("backoffLimit: 0", "backoffLimit: 4")).places())
        .containsExactly("job.retries:8");
    assertThat(job(GOOD.replace("  backoffLimit: 0\n", "")).places())
        .containsExactly("job.retries:7");
    assertThat(job(GOOD.replace("Never", "OnFailure")).places()).containsExactly("job.retries:11");
  }

  @Test
  void jobThatIsGoneBeforeItIsReadIsNamed() {
    assertThat(
            job(GOOD.replace("backoffLimit: 0", "backoffLimit: 0\n  ttlSecondsAfterFinished: 60"))
                .places())
        .containsExactly("job.deleted:9");
    assertThat(job(GOOD.replace("a: b", "helm.sh/hook-delete-policy: hook-failed")).places())
        .containsExactly("job.deleted:6");
    assertThat(
            job(GOOD.replace("a: b", "argocd.argoproj.io/hook-delete-policy: HookSucceeded"))
                .places())
        .containsExactly("job.deleted:6");
    assertThat(
            job(GOOD.replace("a: b", "helm.sh/hook-delete-policy: before-hook-creation")).places())
        .isEmpty();
  }

  @Test
  void oneNameForAllReleasesIsNamed() {
    String named = GOOD.replace("generateName: migrate-", "name: migrate");

    assertThat(job(named).places()).containsExactly("job.name:4");
    assertThat(job(named.replace("a: b", "helm.sh/hook: pre-upgrade")).places()).isEmpty();
    assertThat(job(named.replace("name: migrate", "name: {{ .Release.Name }}-x")).places())
        .isEmpty();
  }

  @Test
  void hookAfterTheDeployIsAProblem() {
    assertThat(job(GOOD.replace("a: b", "helm.sh/hook: post-upgrade")).findings())
        .extracting(Finding::id, Finding::weight)
        .containsExactly(tuple("pipeline.order", Weight.PROBLEM));
    assertThat(job(GOOD.replace("a: b", "argocd.argoproj.io/hook: PostSync")).places())
        .containsExactly("pipeline.order:6");
  }

  @Test
  void proxyThatKeepsTheJobAliveIsNamed() {
    String proxy = GOOD + "        - image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2\n";

    assertThat(job(proxy).places()).containsExactly("job.proxy:15");
  }

  @Test
  void podsThatMigrateWhenTheyStartAreNamed() {
    String deployment =
        """
        apiVersion: apps/v1
        kind: Deployment
        spec:
          template:
            spec:
              initContainers:
                - image: app
                  command: [python, manage.py, migrate]
        """;

    assertThat(job(GOOD + "---\n" + deployment).places()).containsExactly("migrate-at-start:22");
  }

  @Test
  void otherJobsAreNotLookedAt() {
    String other = GOOD.replace("migrate-", "report-").replace("[lockkeeper, up]", "[report]");

    assertThat(job(other.replace("backoffLimit: 0", "backoffLimit: 4")).places()).isEmpty();
  }

  @Test
  void accountOfJobAndServiceAreCompared() {
    String service =
        """
        apiVersion: serving.knative.dev/v1
        kind: Service
        spec:
          template:
            spec:
              serviceAccountName: app@p.iam.gserviceaccount.com
        """;
    String build =
        """
        timeout: 600s
        steps:
          - name: gcr.io/cloud-builders/gcloud
            args: [run, jobs, update, m, --service-account, app@p.iam.gserviceaccount.com]
        """;

    assertThat(Examined.file("cloudbuild.yaml", build).and("service.yaml", service).findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.place()).isEqualTo("cloudbuild.yaml:4");
              assertThat(finding.message()).contains("(service.yaml:6)");
            });
    assertThat(
            Examined.file("cloudbuild.yaml", build.replace("app@", "migrator@"))
                .and("service.yaml", service)
                .findings())
        .isEmpty();
  }
}
