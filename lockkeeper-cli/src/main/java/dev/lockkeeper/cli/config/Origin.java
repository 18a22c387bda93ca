package dev.lockkeeper.cli.config;

/**
 * Where a value came from, for {@code doctor} and {@code -v}. Never holds a secret.
 *
 * @param name what the value is, such as {@code database url} or {@code lock-wait}
 * @param source the option, variable or line of a file, such as {@code DATABASE_URL (environment)}
 *     or {@code lockkeeper.yaml:12}; {@code default} where none was given
 * @param value the value as it may be shown
 */
public record Origin(String name, String source, String value) {

  @Override
  public String toString() {
    return name + " from " + source + ": " + value;
  }
}
