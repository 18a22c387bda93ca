# Calls `lockkeeper release`. Needs no provider: terraform_data is part of Terraform.

terraform {
  required_version = ">= 1.4"
}

locals {
  settings = yamldecode(file("${var.project}/lockkeeper.yaml"))
  service  = try(local.settings.services[var.service], {})

  # Only what is said here; the rest of the job is lockkeeper.yaml's.
  old_shape = {
    enabled = var.enable_pre_deploy_job
    image   = var.pre_deploy_job_image_name
    command = var.pre_deploy_job_command
    args    = var.pre_deploy_job_args
  }
  new_shape = {
    enabled = var.pre_deploy_job_container == null ? null : true
    image   = try(var.pre_deploy_job_container.image, null)
    command = try(var.pre_deploy_job_container.command, null)
    args    = try(var.pre_deploy_job_container.args, null)
  }
  job = merge(
    { for key, value in local.old_shape : key => value if value != null },
    { for key, value in local.new_shape : key => value if value != null },
  )
  is_changed = length(local.job) > 0

  # The settings with that job, and with folders that do not depend on where the file lies. JSON is
  # YAML as well.
  changed_settings = jsonencode({
    for key, value in merge(local.settings, {
      dirs = [for folder in var.migrations : "${abspath(var.project)}/${folder}"]
      services = merge(try(local.settings.services, {}), {
        (var.service) = merge(local.service, { job = merge(try(local.service.job, {}), local.job) })
      })
    }) : key => value if key != "dir"
  })

  files = flatten([
    for folder in var.migrations : [
      for file in fileset("${var.project}/${folder}", "**") : "${folder}/${file}"
    ]
  ])

  force = var.pre_deploy_job_force ? timestamp() : var.force
  options = concat(
    var.environment == null ? [] : ["-e", var.environment],
    ["release", var.service],
    local.force == "" ? [] : ["--force", local.force],
  )
}

resource "terraform_data" "gate" {
  # Another digest, other migrations, another job or another force value: the gate runs again. So it
  # does after a failure, since Terraform marks it as tainted.
  triggers_replace = {
    image      = var.image
    migrations = sha256(join("\n", [for file in local.files : "${file} ${filesha256("${var.project}/${file}")}"]))
    service    = sha256(jsonencode([local.service, local.job]))
    force      = local.force
  }

  # The program is started without a shell: its last argument is the command here.
  provisioner "local-exec" {
    interpreter = local.is_changed ? ["/bin/sh", "-euc"] : concat(
      [var.lockkeeper, "-p", abspath(var.project)], local.options, ["--image"]
    )
    command = local.is_changed ? local.script : var.image
    environment = {
      LOCKKEEPER_SETTINGS = local.is_changed ? local.changed_settings : ""
    }
  }
}

locals {
  # Where the job is said here, the settings with that job go into a folder for this one call.
  words  = concat(local.options, ["--image", var.image])
  quoted = [for word in concat([var.lockkeeper], local.words) : "'${replace(word, "'", "'\\''")}'"]
  script = <<-EOT
    folder=$(mktemp -d)
    trap 'rm -r "$folder"' EXIT
    printf '%s' "$LOCKKEEPER_SETTINGS" >"$folder/lockkeeper.yaml"
    ${local.quoted[0]} -p "$folder" ${join(" ", slice(local.quoted, 1, length(local.quoted)))}
  EOT
}
