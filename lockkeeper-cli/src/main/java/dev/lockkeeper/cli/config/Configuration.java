package dev.lockkeeper.cli.config;

import dev.lockkeeper.settings.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Everything that a command needs to know. Immutable; never shows a secret.
 *
 * @param project the project folder, absolute
 * @param migrations the migration folders, absolute; they may not exist
 * @param seeds the folder of data scripts, absolute; it may not exist
 * @param classpath jars and folders with Java migrations, absolute
 * @param database the database; empty if the command needs none or none is configured
 * @param settings the engine's settings
 * @param phase the default phase of {@code up}: {@code pre}, {@code post}, {@code background} or
 *     {@code all}; empty if none is configured
 * @param child how programs are run that Lockkeeper starts
 * @param tool the migration tool of the project; empty if the settings do not name it
 * @param services what is released through the gate
 * @param signals who is told of runs
 * @param origins where each setting came from; the database's origins are in {@code database}
 */
public record Configuration(
    Path project,
    List<Path> migrations,
    Path seeds,
    List<Path> classpath,
    Optional<DatabaseChoice> database,
    Settings settings,
    Optional<String> phase,
    ChildSettings child,
    Optional<ToolSettings> tool,
    Services services,
    SignalSources signals,
    List<Origin> origins) {

  public Configuration {
    migrations = List.copyOf(migrations);
    classpath = List.copyOf(classpath);
    origins = List.copyOf(origins);
  }
}
