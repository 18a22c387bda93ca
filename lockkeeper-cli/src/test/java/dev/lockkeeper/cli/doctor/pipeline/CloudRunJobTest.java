package dev.lockkeeper.cli.doctor.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.cli.doctor.pipeline.Finding.Weight;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Job files, the right one first. */
class CloudRunJobTest {
  private static final String GOOD =
      """
      apiVersion: run.googleapis.com/v1
      kind: Job
      metadata:
        name: migrate
      spec:
        template:
          metadata:
            annotations:
              run.googleapis.com/cloudsql-instances: p:europe-west1:db
          spec:
            taskCount: 1
            template:
              spec:
                maxRetries: 0
                timeoutSeconds: 600
                serviceAccountName: migrator@p.iam.gserviceaccount.com
                containers:
                  - image: europe-west1-docker.pkg.dev/p/r/app:v1
                    command: [lockkeeper, run, --]
                    args: [python, manage.py, migrate]
                    env:
                      - name: DB_HOST
                        value: /cloudsql/p:europe-west1:db
                      - name: DB_PASS
                        valueFrom:
                          secretKeyRef: {name: db, key: "3"}
      """;

  private static Examined job(String text) {
    return Examined.file("deploy/job.yaml", text);
  }

  @Test
  void goodFileGivesNothing() {
    assertThat(job(GOOD).findings()).isEmpty();
  }

  @Test
  void missingLevelIsNamedWithTheLinesToWrite() {
    String flat =
        """
        apiVersion: run.googleapis.com/v1
        kind: Job
        metadata:
          name: migrate
        spec:
          template:
            spec:
              containers:
                - image: europe-west1-docker.pkg.dev/p/r/app:v1
                  env:
                    - name: DB_HOST
                      value: /cloudsql/p:europe-west1:db
              serviceAccountName: migrator@p.iam.gserviceaccount.com
        """;

    assertThat(job(flat).findings("job.nesting"))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.weight()).isEqualTo(Weight.PROBLEM);
              assertThat(finding.place()).isEqualTo("deploy/job.yaml:8");
              assertThat(finding.message())
                  .startsWith(
                      "containers, serviceAccountName stand at spec.template.spec, 2 levels too"
                          + " high");
              assertThat(finding.fix())
                  .endsWith(
                      """
                      spec:
                        template:
                          spec:
                            template:
                              spec:
                                containers: … (as in lines 8 to 12)
                                serviceAccountName: … (as in line 13)""");
            });
    assertThat(job(flat).findings("job.cloudsql"))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.line()).isEqualTo(11);
              assertThat(finding.fix())
                  .endsWith(
                      """
                      spec:
                        template:
                          metadata:
                            annotations:
                              run.googleapis.com/cloudsql-instances: p:europe-west1:db""");
            });
    assertThat(job(flat).findings("job.retries")).hasSize(1);
  }

  @Test
  void oneLevelTooHighAndTooDeepAreTold() {
    String tooHigh =
        GOOD.replace(
            "        spec:\n          maxRetries: 0\n", "        maxRetries: 0\n        spec:\n");
    assertThat(job(tooHigh).findings("job.nesting"))
        .singleElement()
        .satisfies(finding -> assertThat(finding.message()).contains("1 level too high"));
    assertThat(
            job(GOOD.replace(
                    "          maxRetries: 0", "          maxRetries: 0\n          taskCount: 1"))
                .findings("job.nesting"))
        .singleElement()
        .satisfies(finding -> assertThat(finding.message()).contains("too deep"));
    assertThat(job("apiVersion: run.googleapis.com/v1\nkind: Job\nspec: {}\n").places())
        .containsExactly("job.nesting:3");
  }

  @Test
  void annotationOfTheJobIsInTheWrongPlace() {
    String wrong =
        GOOD.replace(
                "    metadata:\n      annotations:\n        run.googleapis.com/cloudsql-instances: p:europe-west1:db\n",
                "")
            .replace(
                "  name: migrate\n",
                "  name: migrate\n  annotations:\n    run.googleapis.com/cloudsql-instances: p:europe-west1:db\n");

    assertThat(job(wrong).findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.id()).isEqualTo("job.cloudsql");
              assertThat(finding.line()).isEqualTo(6);
              assertThat(finding.message()).contains("where Cloud Run does not look");
            });
  }

  @Test
  void retriesTimeoutAccountSecretAndLockAreLookedAt() {
    assertThat(job(GOOD.replace("maxRetries: 0", "maxRetries: 3")).places())
        .containsExactly("job.retries:14");
    assertThat(job(GOOD.replace("          maxRetries: 0\n", "")).places())
        .containsExactly("job.retries:14");
    assertThat(job(GOOD.replace("          timeoutSeconds: 600\n", "")).places())
        .containsExactly("job.task-timeout:14");
    assertThat(job(GOOD).statementTimeout(Duration.ofHours(1)).places())
        .containsExactly("job.task-timeout:15");
    assertThat(job(GOOD.replace("key: \"3\"", "key: latest")).places())
        .containsExactly("pipeline.secret-version:26");
    assertThat(job(GOOD.replaceAll("(?m)^ *serviceAccountName.*\n", "")).places())
        .containsExactly("job.account:14");
    assertThat(job(GOOD.replace("[lockkeeper, run, --]", "[env]")).places())
        .containsExactly("migration.lock:18");
    assertThat(job(GOOD.replace("app:v1", "app:latest")).places())
        .containsExactly("pipeline.image-tag:18");
  }
}
