package dev.lockkeeper.cli.doctor.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * The ways in which published recipes let new code meet an old schema, each in a file of that kind.
 * Two of them are in no file: that executions of one job overlap, which the lock of a run is for,
 * and that a status does not show what is pending, which {@code status} does.
 */
class KnownHolesTest {
  private static final String SDK =
      "  - name: gcr.io/google.com/cloudsdktool/cloud-sdk\n    entrypoint: ";

  private static Examined build(String... steps) {
    return Examined.file("cloudbuild.yaml", "timeout: 1800s\nsteps:\n" + String.join("", steps));
  }

  @Test
  void preDeployJobThatLooksAtTheNameOfTheImage() {
    String module =
        """
        module "app" {
          source                 = "gitlab.example.com/devops/gcp-cloud-run-app/devops"
          version                = "~> 8.1"
          enable_pre_deploy_job  = true
          pre_deploy_job_command = ["python3"]
          pre_deploy_job_args    = ["manage.py", "migrate"]
        }
        """;

    assertThat(Examined.file("app.tf", module).places()).containsExactly("terraform.trigger:1");
  }

  @Test
  void failedUpdateOfTheJobThatTheNextLineHides() {
    String step =
        SDK
            + """
            bash
                args:
                  - -c
                  - |
                    gcloud run jobs update db-migrate --image r/migrations:$COMMIT_SHA
                    gcloud run jobs execute db-migrate --region europe-west1 --wait
            """;

    assertThat(build(step).findings("pipeline.shell"))
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.message()).contains("the job then runs with its old image"));
  }

  @Test
  void executionsByHandThatNobodyWaitsFor() {
    assertThat(
            Examined.file(
                    "scripts/rollback.sh",
                    "#!/bin/sh -e\n"
                        + "gcloud run jobs execute db-migrate --update-env-vars=ACTION=rollback\n")
                .findings("pipeline.wait"))
        .extracting(Finding::place)
        .containsExactly("scripts/rollback.sh:2");
  }

  @Test
  void socketThatTheBuildDoesNotHave() {
    String step =
        """
          - name: python:3.10
            entrypoint: python
            args: [manage.py, migrate, --noinput]
            env: ['DB_HOST=/cloudsql/$PROJECT_ID:europe-west1:db']
        """;

    assertThat(build(step).findings("pipeline.socket")).hasSize(1);
  }

  @Test
  void jobFileThatIsShortOfALevelAndAnAnnotation() {
    String job =
        """
        apiVersion: run.googleapis.com/v1
        kind: Job
        metadata: {name: django-migrate}
        spec:
          template:
            spec:
              serviceAccountName: migrate@p.iam.gserviceaccount.com
              containers:
                - image: r/django:1
                  command: [python, manage.py, migrate]
                  env: [{name: DB_HOST, value: '/cloudsql/p:europe-west1:db'}]
        """;

    assertThat(Examined.file("job.yaml", job).findings())
        .extracting(Finding::id)
        .contains("job.nesting", "job.cloudsql");
  }

  @Test
  void schemaBeforeThePushAndTrafficBeforeTheCheck() {
    String migrate =
        "  - name: r/app:$COMMIT_SHA\n    entrypoint: alembic\n    args: [upgrade, head]\n";
    String push = "  - name: gcr.io/cloud-builders/docker\n    args: [push, 'r/app:$COMMIT_SHA']\n";
    String deploy = SDK + "gcloud\n    args: [run, deploy, app, --image, 'r/app:$COMMIT_SHA']\n";
    String traffic = SDK + "gcloud\n    args: [run, services, update-traffic, app, --to-latest]\n";

    assertThat(build(migrate, push, deploy, traffic).findings())
        .extracting(Finding::id)
        .contains("pipeline.push", "pipeline.traffic");
  }

  @Test
  void executionsAsARecord() {
    assertThat(
            Examined.file("audit.sh", "gcloud run jobs executions list --job db-migrate\n")
                .findings("pipeline.audit"))
        .hasSize(1);
  }

  @Test
  void rightsThatEndWithTheTablesOfToday() {
    String sql =
        """
        CREATE USER app_user;
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO app_user;
        """;

    assertThat(Examined.file("users.sql", sql).places()).containsExactly("grants.future:2");
  }

  @Test
  void oneAccountForJobAndService() {
    String account = "--service-account=app@p.iam.gserviceaccount.com";
    String script =
        "#!/bin/sh -e\n"
            + ("gcloud run jobs deploy m --image r/app:1 --max-retries=0 " + account + "\n")
            + "gcloud run jobs execute m --wait\n"
            + ("gcloud run deploy app --image r/app:1 " + account + "\n");

    assertThat(Examined.file("deploy.sh", script).findings("job.account")).hasSize(1);
  }

  @Test
  void threeMoreAttemptsOfToolsWithoutALock() {
    String job =
        """
        apiVersion: run.googleapis.com/v1
        kind: Job
        spec:
          template:
            spec:
              template:
                spec:
                  timeoutSeconds: 600
                  serviceAccountName: migrate@p.iam.gserviceaccount.com
                  containers: [{image: 'r/app:1', command: [alembic, upgrade, head]}]
        """;

    assertThat(Examined.file("job.yaml", job).findings())
        .extracting(Finding::id)
        .containsExactlyInAnyOrder("job.retries", "migration.lock");
  }

  @Test
  void jobThatIsStartedWhenItIsMade() {
    String script =
        "gcloud run jobs create migrate --image r/app:1 --command migrate --execute-now\n";

    assertThat(Examined.file("setup.sh", script).findings("pipeline.wait")).hasSize(1);
  }

  @Test
  void serviceThatGetsItsImageBeforeTheMigration() {
    String service = SDK + "gcloud\n    args: [run, services, update, server, --image, 'r/s:1']\n";
    String migrate = SDK + "gcloud\n    args: [run, jobs, execute, migrate, --wait]\n";

    assertThat(build(service, migrate).findings("pipeline.order")).hasSize(1);
  }

  @Test
  void moduleThatStartsAJobOnce() {
    String module =
        """
        module "migrate" {
          source = "GoogleCloudPlatform/cloud-run/google//modules/job-exec"
          exec   = true
        }
        """;

    assertThat(Examined.file("job.tf", module).findings("pipeline.wait")).hasSize(1);
  }
}
