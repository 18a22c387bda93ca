package dev.lockkeeper.cli.config;

import dev.lockkeeper.settings.Secret;
import java.util.List;
import java.util.Optional;

/**
 * The options that every command takes, as typed. Immutable.
 *
 * @param project {@code --project}: the project folder, relative to the working folder
 * @param environment {@code --env}: the name of an environment of {@code lockkeeper.yaml}
 * @param url {@code --url}: the database's address, which may hold a password
 * @param dirs {@code --dir}: migration folders, relative to the project folder
 * @param classpath {@code --classpath}: jars and folders with Java migrations, relative to the
 *     project folder
 */
public record GlobalOptions(
    Optional<String> project,
    Optional<String> environment,
    Optional<Secret> url,
    List<String> dirs,
    List<String> classpath) {
  /** No option at all. */
  public static final GlobalOptions NONE =
      new GlobalOptions(Optional.empty(), Optional.empty(), Optional.empty(), List.of(), List.of());

  public GlobalOptions {
    dirs = List.copyOf(dirs);
    classpath = List.copyOf(classpath);
  }
}
