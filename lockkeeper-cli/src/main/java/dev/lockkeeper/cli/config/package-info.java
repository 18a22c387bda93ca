/**
 * From command line options, environment variables, {@code .env} and {@code lockkeeper.yaml} to the
 * engine's typed settings, with the origin of every value.
 */
package dev.lockkeeper.cli.config;
