package dev.lockkeeper.cli.config;

/**
 * A value with the place that it came from.
 *
 * @param value the value; a {@code Secret} where it may hold one
 * @param source as in {@link Origin#source()}
 */
record Sourced<T>(T value, String source) {}
