package dev.lockkeeper.release.settings;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The job that migrates, before the new revision takes traffic.
 *
 * @param enabled whether there is one; without it, what is in the database must be proved by a run
 *     that somebody else has started
 * @param name what the platform calls it
 * @param image its image, if it is not the service's
 * @param command replaces the image's entry point; no shell reads it
 * @param arguments what follows the command
 * @param env variables with their values
 * @param secrets variables whose values are secrets, as references that the platform resolves
 * @param timeout how long one attempt may take
 * @param retries how often the platform may try again by itself
 * @param cpu such as {@code 1}
 * @param memory such as {@code 512Mi}
 */
public record JobSettings(
    boolean enabled,
    String name,
    Optional<String> image,
    List<String> command,
    List<String> arguments,
    Map<String, String> env,
    Map<String, String> secrets,
    Duration timeout,
    int retries,
    Optional<String> cpu,
    Optional<String> memory) {
  /** How long an attempt may take unless the settings say otherwise. */
  public static final Duration TIMEOUT = Duration.ofMinutes(30);

  public JobSettings {
    command = List.copyOf(command);
    arguments = List.copyOf(arguments);
    env = Map.copyOf(env);
    secrets = Map.copyOf(secrets);
  }

  /** Variables may hold secrets, so only their names are shown. */
  @Override
  public String toString() {
    return name + " " + command + " " + arguments + " " + env.keySet() + " " + secrets.keySet();
  }
}
