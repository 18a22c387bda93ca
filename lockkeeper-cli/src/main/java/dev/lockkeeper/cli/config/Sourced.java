package dev.lockkeeper.cli.config;

/**
 * A value with the place that it came from.
 *
 * @param value the value; a {@code Secret} where it may hold one
 * @param source as in {@link Origin#source()}
 * @param isStored whether it came from a secret, so that no part of it is shown
 */
record Sourced<T>(T value, String source, boolean isStored) {

  Sourced(T value, String source) {
    this(value, source, false);
  }
}
