/**
 * What is wrong with the files that build, migrate and deploy: pipelines, jobs, Terraform. {@link
 * dev.lockkeeper.cli.doctor.pipeline.PipelineFiles} is the door. Everything here is a pure function
 * of texts; nothing is read, started or asked.
 */
package dev.lockkeeper.cli.doctor.pipeline;
