package dev.lockkeeper.cli.doctor.pipeline;

import java.util.Locale;

/**
 * A file to examine.
 *
 * @param name its path relative to the project, with slashes
 * @param text its content
 */
public record SourceFile(String name, String text) {
  /** The last part of the name, in lower case. */
  String baseName() {
    return name.substring(name.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return name;
  }
}
