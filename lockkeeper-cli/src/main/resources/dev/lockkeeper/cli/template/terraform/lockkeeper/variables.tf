variable "service" {
  type        = string
  description = "The service's name below services: in lockkeeper.yaml."
}

variable "image" {
  type        = string
  description = "The image of the service. A tag can be moved without anybody noticing, so it must be a digest."

  validation {
    condition     = can(regex("@sha256:[0-9a-f]{64}$", var.image))
    error_message = "Name the image by its digest: REGISTRY/NAME@sha256:…"
  }
}

variable "project" {
  type        = string
  description = "The folder of lockkeeper.yaml."
}

variable "environment" {
  type        = string
  default     = null
  description = "The environment of lockkeeper.yaml; its default one if left out."
}

variable "migrations" {
  type        = list(string)
  default     = ["migrations"]
  description = "The folders of the migrations, relative to project. The gate runs when a file in them changes."
}

variable "lockkeeper" {
  type        = string
  default     = "lockkeeper"
  description = "The program."
}

variable "force" {
  type        = string
  default     = ""
  description = "Another value makes the gate run again, such as a build number or a timestamp."
}

# The shape of version 8.

variable "enable_pre_deploy_job" {
  type        = bool
  default     = null
  description = "Whether a job migrates; as lockkeeper.yaml says if left out."
}

variable "pre_deploy_job_image_name" {
  type        = string
  default     = null
  description = "The job's image; the service's if left out."
}

variable "pre_deploy_job_command" {
  type        = list(string)
  default     = null
  description = "Replaces the image's entry point. No shell reads it."
}

variable "pre_deploy_job_args" {
  type        = list(string)
  default     = null
  description = "What follows the command."
}

variable "pre_deploy_job_force" {
  type        = bool
  default     = false
  description = "Whether the gate runs at every apply."
}

# The shape of version 9.

variable "pre_deploy_job_container" {
  type = object({
    image   = string
    command = optional(list(string))
    args    = optional(list(string))
  })
  default     = null
  description = "The job's container; its image must be named."

  validation {
    condition     = var.pre_deploy_job_container == null ? true : length(trimspace(var.pre_deploy_job_container.image)) > 0
    error_message = "pre_deploy_job_container.image is empty: name the image that migrates."
  }
}
