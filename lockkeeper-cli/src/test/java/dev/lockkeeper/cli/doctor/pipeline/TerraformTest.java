package dev.lockkeeper.cli.doctor.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TerraformTest {
  private static Examined terraform(String text) {
    return Examined.file("infra/main.tf", text);
  }

  @Test
  void moduleThatStartsAJobOnceIsAProblem() {
    String module =
        """
        module "migrate" {
          source = "GoogleCloudPlatform/cloud-run/google//modules/job-exec"
          exec   = true
        }
        """;

    assertThat(terraform(module).places()).containsExactly("pipeline.wait:1");
    assertThat(terraform(module.replace("true", "false")).places()).isEmpty();
  }

  @Test
  void preDeployJobThatIsTriggeredByANameIsAWarning() {
    String module =
        """
        module "webapp" {
          source                = "example.com/gcp-cloud-run-app/devops"
          enable_pre_deploy_job = true
        }
        """;

    assertThat(terraform(module).places()).containsExactly("terraform.trigger:1");
    assertThat(
            terraform(
                    module.replace("enable_pre_deploy_job = true", "pre_deploy_job_container = {}"))
                .places())
        .containsExactly("terraform.trigger:1");
    assertThat(terraform(module.replace("= true", "= false")).places()).isEmpty();
  }

  @Test
  void jobAndServiceWithOneAccountAreAWarning() {
    String text =
        """
        resource "google_cloud_run_v2_job" "migrate" {
          template {
            template {
              max_retries     = 0
              service_account = google_service_account.app.email
            }
          }
        }
        resource "google_cloud_run_v2_service" "app" {
          template {
            service_account = google_service_account.app.email
          }
        }
        """;

    assertThat(terraform(text).places()).containsExactly("job.account:5");
    assertThat(terraform(text.replaceFirst("account.app", "account.migrator")).places()).isEmpty();
    assertThat(
            terraform(text.replaceFirst("account.app", "account.m").replace("= 0", "= 3")).places())
        .containsExactly("job.retries:4");
  }

  @Test
  void secretOfAJobWithoutANumberIsAWarning() {
    String text =
        """
        resource "google_cloud_run_v2_job" "migrate" {
          max_retries = 0
          version     = "latest"
        }
        """;

    assertThat(terraform(text).places()).containsExactly("pipeline.secret-version:3");
  }

  @Test
  void provisionerThatDoesNotWaitIsAProblem() {
    String text =
        """
        resource "null_resource" "migrate" {
          provisioner "local-exec" {
            command = "gcloud run jobs execute migrate --region=europe-west1"
          }
        }
        """;

    assertThat(terraform(text).places()).containsExactly("pipeline.wait:3");
    assertThat(terraform(text.replace("-west1", "-west1 --wait")).places()).isEmpty();
    assertThat(terraform(text.replace("command", "# command")).places()).isEmpty();
  }

  @Test
  void rightsOnTheTablesOfTodayAreAWarning() {
    String grants = "GRANT SELECT ON ALL TABLES IN SCHEMA public TO app_user;\n";

    assertThat(Examined.file("setup.sql", "\n" + grants).places())
        .containsExactly("grants.future:2");
    assertThat(
            Examined.file(
                    "setup.sql",
                    grants
                        + "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO"
                        + " app_user;\n")
                .places())
        .isEmpty();
  }
}
