# The gate of a release. What takes its image from the gate is changed only when the migrations of
# that image are proved to be in the database; when one fails, the apply fails, and all of it stays
# as it is.

terraform {
  required_version = ">= 1.4"
}

variable "image" {
  type        = string
  description = "The image to release, by digest: REGISTRY/@service@@sha256:…"
}

module "gate" {
  source = "./lockkeeper"

  service = "@service@"
  image   = var.image
  project = abspath("${path.root}/..") # the folder of lockkeeper.yaml

  # The job is what lockkeeper.yaml says. Or it is said here, in either shape of the variables of
  # pre-deploy jobs. Version 8, where the image falls back to the service's:
  #   enable_pre_deploy_job  = true
  #   pre_deploy_job_command = ["python", "manage.py"]
  #   pre_deploy_job_args    = ["migrate", "--noinput"]
  # Version 9, with an image of its own:
  #   pre_deploy_job_container = {
  #     image   = "REGISTRY/@service@-migrations@sha256:…"
  #     command = ["lockkeeper"]
  #     args    = ["up"]
  #   }

  # depends_on = [google_cloud_run_v2_service.app]
}

# Two accounts, since the application has no need to change the schema: name the first one as
# service-account in lockkeeper.yaml.
#
# resource "google_service_account" "migrator" {
#   account_id = "@service@-migrator"
# }
# resource "google_service_account" "app" {
#   account_id = "@service@"
# }

# The service that the gate releases keeps everything from here but image, revision and traffic,
# which are the gate's. It begins with a stand-in, so that the first release is like all others.
#
# resource "google_cloud_run_v2_service" "app" {
#   name     = "@service@"
#   location = "europe-west1"
#   template {
#     service_account = google_service_account.app.email
#     containers {
#       image = "us-docker.pkg.dev/cloudrun/container/hello"
#     }
#   }
#   lifecycle {
#     ignore_changes = [template[0].containers[0].image, template[0].revision, traffic]
#   }
# }

# Another service on the same database waits for the gate by taking its image from there:
#
# resource "google_cloud_run_v2_service" "worker" {
#   template {
#     containers {
#       image = module.gate.image
#     }
#   }
# }
