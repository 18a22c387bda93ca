package dev.lockkeeper.cli.doctor.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.cli.doctor.pipeline.Finding.Weight;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The holes of build files, each in a file that has it. */
class CloudBuildTest {
  private static final String TIMEOUT = "timeout: 3600s\n";
  private static final String MIGRATE =
      """
      - id: migrate
        name: gcr.io/google.com/cloudsdktool/cloud-sdk
        entrypoint: gcloud
        args: [run, jobs, execute, migrate, --wait]
      """;
  private static final String UPDATE =
      """
      - name: gcr.io/google.com/cloudsdktool/cloud-sdk
        entrypoint: gcloud
        args: [run, jobs, update, migrate, --image, eu-docker.pkg.dev/p/r/app:$COMMIT_SHA]
      """;
  private static final String DEPLOY =
      """
      - id: deploy
        name: gcr.io/google.com/cloudsdktool/cloud-sdk
        entrypoint: gcloud
        args: [run, deploy, app, --image, eu-docker.pkg.dev/p/r/app:$COMMIT_SHA]
      """;

  private static Examined build(String... steps) {
    return Examined.file("cloudbuild.yaml", TIMEOUT + "steps:\n" + String.join("", steps));
  }

  @Test
  void executionWithoutWaitIsAProblem() {
    List<Finding> found = build(UPDATE, MIGRATE.replace(", --wait", "")).findings("pipeline.wait");

    assertThat(found)
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.weight()).isEqualTo(Weight.PROBLEM);
              assertThat(finding.place()).isEqualTo("cloudbuild.yaml:9");
              assertThat(finding.fix()).contains("gcloud run jobs execute migrate --wait");
            });
    assertThat(build(UPDATE, MIGRATE).findings("pipeline.wait")).isEmpty();
    assertThat(build(UPDATE, MIGRATE.replace("--wait", "--wait=false")).findings("pipeline.wait"))
        .hasSize(1);
    assertThat(
            build(UPDATE, MIGRATE.replace("--wait", "--wait, --async")).findings("pipeline.wait"))
        .hasSize(1);
  }

  @Test
  void executionAtCreationWithoutWaitIsAProblem() {
    String create =
        """
        - name: gcr.io/cloud-builders/gcloud
          args: [beta, run, jobs, create, migrate, --image=i:1, --max-retries=0, --execute-now]
        """;

    assertThat(build(create).places()).containsExactly("pipeline.wait:4");
    assertThat(build(create.replace("-now", "-now, --wait")).places()).isEmpty();
  }

  @Test
  void shellThatGoesOnAfterAFailedUpdateIsAProblem() {
    String step =
        """
        - name: gcr.io/google.com/cloudsdktool/cloud-sdk
          entrypoint: bash
          args:
            - -c
            - |
              gcloud run jobs update migrate --image eu-docker.pkg.dev/p/r/app:$COMMIT_SHA
              gcloud run jobs execute migrate --wait
        """;

    assertThat(build(step, DEPLOY).findings("pipeline.shell"))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.line()).isEqualTo(8);
              assertThat(finding.message()).contains("the job then runs with its old image");
              assertThat(finding.fix()).contains("set -euo pipefail");
            });
    assertThat(
            build(
                    step.replace(
                        "    gcloud run jobs update", "    set -e\n        gcloud run jobs update"),
                    DEPLOY)
                .findings("pipeline.shell"))
        .isEmpty();
    assertThat(build(step.replace("- -c", "- -ec"), DEPLOY).findings("pipeline.shell")).isEmpty();
  }

  @Test
  void scriptWithoutAShellThatStopsIsAProblem() {
    String step =
        """
        - name: gcr.io/google.com/cloudsdktool/cloud-sdk
          script: |
            #!/bin/bash
            alembic upgrade head
            echo done
        """;

    assertThat(build(step).findings("pipeline.shell")).extracting(Finding::line).containsExactly(6);
    assertThat(build(step.replace("bash\n", "bash -e\n")).findings("pipeline.shell")).isEmpty();
  }

  @Test
  void deployBeforeTheMigrationIsAProblem() {
    assertThat(build(DEPLOY, UPDATE, MIGRATE).findings("pipeline.order"))
        .singleElement()
        .satisfies(
            finding -> assertThat(finding.message()).contains("before the migration of line"));
    assertThat(build(UPDATE, MIGRATE, DEPLOY).findings("pipeline.order")).isEmpty();
  }

  @Test
  void deployBesideTheMigrationIsAProblem() {
    String beside = DEPLOY + "  waitFor: ['-']\n";

    assertThat(build(UPDATE, MIGRATE, beside).findings("pipeline.order"))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.message()).contains("has ended well");
              assertThat(finding.fix()).isEqualTo("Let \"deploy\" wait for \"migrate\".");
            });
    assertThat(build(UPDATE, MIGRATE, DEPLOY + "  waitFor: [migrate]\n").findings("pipeline.order"))
        .isEmpty();
  }

  @Test
  void migrationThatMayFailIsAProblem() {
    assertThat(
            build(UPDATE, MIGRATE + "  allowFailure: true\n", DEPLOY)
                .findings("pipeline.ignored-failure"))
        .extracting(Finding::line)
        .containsExactly(10);
    assertThat(build(UPDATE, MIGRATE, DEPLOY).findings("pipeline.ignored-failure")).isEmpty();
  }

  @Test
  void migrationBeforeThePushIsAWarning() {
    String migrate =
        """
        - name: eu-docker.pkg.dev/p/r/app:$COMMIT_SHA
          entrypoint: alembic
          args: [upgrade, head]
        """;
    String push =
        """
        - name: gcr.io/cloud-builders/docker
          args: [push, 'eu-docker.pkg.dev/p/r/app:$COMMIT_SHA']
        """;

    assertThat(build(migrate, push).findings("pipeline.push"))
        .singleElement()
        .satisfies(finding -> assertThat(finding.message()).contains("line 7"));
    assertThat(build(push, migrate).findings("pipeline.push")).isEmpty();
    assertThat(
            build(migrate, "images: ['eu-docker.pkg.dev/p/r/app:$COMMIT_SHA']\n")
                .findings("pipeline.push"))
        .singleElement()
        .satisfies(finding -> assertThat(finding.fix()).contains("a step of its own"));
  }

  @Test
  void trafficAfterADeployWithTrafficIsAWarning() {
    String traffic =
        """
        - name: gcr.io/cloud-builders/gcloud
          args: [run, services, update-traffic, app, --to-latest]
        """;

    assertThat(build(UPDATE, MIGRATE, DEPLOY, traffic).findings("pipeline.traffic"))
        .singleElement()
        .satisfies(finding -> assertThat(finding.fix()).contains("--no-traffic"));
    assertThat(
            build(UPDATE, MIGRATE, DEPLOY.replace("app,", "app, --no-traffic,"), traffic)
                .findings("pipeline.traffic"))
        .singleElement()
        .satisfies(finding -> assertThat(finding.fix()).contains("--to-revisions"));
  }

  @Test
  void jobThatKeepsItsOldImageIsAWarning() {
    assertThat(build(MIGRATE, DEPLOY).findings("pipeline.job-image")).hasSize(1);
    assertThat(build(UPDATE, MIGRATE, DEPLOY).findings("pipeline.job-image")).isEmpty();
    assertThat(build(UPDATE, MIGRATE, DEPLOY).findings("pipeline.two-commands")).hasSize(1);
  }

  @Test
  void retriesAreAWarning() {
    String create =
        """
        - name: gcr.io/cloud-builders/gcloud
          args: [run, jobs, deploy, migrate, --image=eu-docker.pkg.dev/p/r/app:1]
        """;

    assertThat(build(create).places()).containsExactly("pipeline.retries:4");
    assertThat(build(create.replace("]", ", --max-retries=3]")).places())
        .containsExactly("pipeline.retries:4");
    assertThat(build(create.replace("]", ", --max-retries, '0']")).places()).isEmpty();
  }

  @Test
  void statementThatOutlivesItsTaskIsAWarning() {
    String create =
        """
        - name: gcr.io/cloud-builders/gcloud
          args: [run, jobs, deploy, migrate, --image=i:1, --max-retries=0, --task-timeout=300]
        """;

    assertThat(build(create).statementTimeout(Duration.ofMinutes(6)).places())
        .containsExactly("job.task-timeout:4");
    assertThat(build(create).statementTimeout(Duration.ofMinutes(4)).places()).isEmpty();
    assertThat(build(create).places()).isEmpty();
  }

  @Test
  void socketThatNobodyBringsIsAProblem() {
    String step =
        """
        - name: python:3.12
          entrypoint: python
          args: [manage.py, migrate, --noinput]
          env: [DB_HOST=/cloudsql/p:r:i, DJANGO_SETTINGS_MODULE=shop.settings]
        """;

    assertThat(build(step).places()).containsExactly("migration.lock:5", "pipeline.socket:6");
    String proxied =
        step.replace("entrypoint: python\n", "entrypoint: bash\n")
            .replace(
                "[manage.py, migrate, --noinput]",
                "[-ec, 'cloud-sql-proxy --unix-socket /cloudsql p:r:i & python manage.py migrate']");
    assertThat(build(proxied).findings("pipeline.socket")).isEmpty();
  }

  @Test
  void secretsAreDeclaredAndUsed() {
    String step =
        """
        - name: app
          args: [serve]
          secretEnv: [DB_PASS]
        """;
    String secrets =
        """
        availableSecrets:
          secretManager:
            - versionName: projects/$PROJECT_ID/secrets/db/versions/latest
              env: OTHER
        """;

    assertThat(build(step).places()).containsExactly("pipeline.secret-env:5");
    assertThat(build(step, secrets).places())
        .containsExactly(
            "pipeline.secret-env:5", "pipeline.secret-env:8", "pipeline.secret-version:8");
    assertThat(build(step, secrets.replace("OTHER", "DB_PASS").replace("latest", "3")).places())
        .isEmpty();
  }

  @Test
  void unknownSubstitutionsAreNamed() {
    String step = "- name: app\n  args: [serve, $_REGION, $HOME, $$HOME, '${BRANCH_NAME}']\n";

    assertThat(build(step).findings("pipeline.substitution"))
        .extracting(Finding::weight)
        .containsExactlyInAnyOrder(Weight.WARNING, Weight.PROBLEM);
    String declared = "substitutions: {_REGION: europe-west1, _OTHER: x}\n";
    assertThat(build(step.replace(" $HOME,", ""), declared).findings("pipeline.substitution"))
        .singleElement()
        .satisfies(finding -> assertThat(finding.message()).contains("_OTHER"));
    String loose = "options: {substitutionOption: ALLOW_LOOSE}\n";
    assertThat(build(step.replace(" $HOME,", ""), loose).findings("pipeline.substitution"))
        .isEmpty();
  }

  @Test
  void buildWithoutTimeoutIsAWarning() {
    assertThat(
            Examined.file("cloudbuild.yaml", "steps:\n" + UPDATE + MIGRATE)
                .findings("pipeline.timeout"))
        .hasSize(1);
  }

  @Test
  void imagesThatMeanSomethingElseTomorrowAreNamed() {
    String step = "- name: gcr.io/cloud-builders/docker\n  args: [push, %s]\n";

    assertThat(build(step.formatted("gcr.io/$PROJECT_ID/app:latest")).places())
        .containsExactly("pipeline.image-tag:4", "pipeline.registry:4");
    assertThat(build(step.formatted("eu-docker.pkg.dev/p/gcr.io/app:$COMMIT_SHA")).places())
        .isEmpty();
  }

  @Test
  void executionsAreNoRecord() {
    String list =
        "- name: gcr.io/cloud-builders/gcloud\n  args: [run, jobs, executions, list, --job=m]\n";

    assertThat(build(list).findings("pipeline.audit")).hasSize(1);
  }

  @Test
  void readsJson() {
    assertThat(
            Examined.file(
                    "cloudbuild.json",
                    "{\"timeout\": \"600s\", \"steps\": [{\"name\": \"gcr.io/cloud-builders/gcloud\",\n"
                        + "\"args\": [\"run\", \"jobs\", \"execute\", \"m\"]}]}")
                .findings("pipeline.wait"))
        .extracting(Finding::line)
        .containsExactly(2);
  }

  @Test
  void brokenFileIsTold() {
    assertThat(Examined.file("cloudbuild.yaml", "steps: [").places())
        .containsExactly("pipeline.unreadable:1");
    assertThat(Examined.file("cloudbuild.yaml", "[".repeat(5000)).places())
        .containsExactly("pipeline.unreadable:1");
  }

  @Test
  void nonsenseGivesNothing() {
    assertThat(Examined.file("cloudbuild.yaml", "").places()).isEmpty();
    assertThat(Examined.file("cloudbuild.yaml", "steps: 5\nimages: {}").places()).isEmpty();
    assertThat(Examined.file("cloudbuild.yaml", "steps: [[], {}, {args: {}}, null]").places())
        .isEmpty();
    assertThat(Examined.file("cloudbuild.yaml", "a: &a [*a, *a]").places()).isEmpty();
  }
}
