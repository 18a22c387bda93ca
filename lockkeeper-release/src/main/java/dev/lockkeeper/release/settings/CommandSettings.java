package dev.lockkeeper.release.settings;

import java.time.Duration;
import java.util.List;

/**
 * A service that is released by programs of the team. Each is a list of words that no shell reads;
 * an empty list leaves its step out. In a word, {@code {release}}, {@code {image}}, {@code
 * {revision}}, {@code {previous}} and {@code {percent}} stand for what they name. The job is
 * started as its command and arguments say.
 *
 * @param serving prints the name of what serves now, on its first line
 * @param deploy makes the new revision, which takes no traffic yet where there is {@code traffic}
 * @param ready ends well as soon as the new revision is ready; asked again and again until then
 * @param traffic gives the new revision its share of the traffic
 * @param drained ends well as soon as the old revision serves nobody; asked again and again
 * @param timeout how long each of them may take; the job has its own limit
 */
public record CommandSettings(
    List<String> serving,
    List<String> deploy,
    List<String> ready,
    List<String> traffic,
    List<String> drained,
    Duration timeout)
    implements PlatformSettings {
  /** How long a program may take unless the settings say otherwise. */
  public static final Duration TIMEOUT = Duration.ofMinutes(15);

  public CommandSettings {
    serving = List.copyOf(serving);
    deploy = List.copyOf(deploy);
    ready = List.copyOf(ready);
    traffic = List.copyOf(traffic);
    drained = List.copyOf(drained);
  }

  @Override
  public String platform() {
    return "command";
  }
}
