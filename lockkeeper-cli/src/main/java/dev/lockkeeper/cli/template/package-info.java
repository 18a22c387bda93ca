/**
 * The files that {@code init} writes for pipelines, platforms and infrastructure. Their texts are
 * resources beside these classes. Writes nothing itself.
 */
package dev.lockkeeper.cli.template;
