/**
 * What people and programs see: text, progress, JSON documents, log lines of Cloud Run's form.
 * {@link dev.lockkeeper.cli.report.Output} is the door.
 */
package dev.lockkeeper.cli.report;
