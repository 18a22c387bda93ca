package dev.lockkeeper.cli.template;

/**
 * A file to write.
 *
 * @param name its path relative to the project, with slashes
 * @param text its content
 */
public record NewFile(String name, String text) {}
