package dev.lockkeeper.signal;

import dev.lockkeeper.settings.Secret;
import java.util.List;
import java.util.stream.Stream;

/**
 * Who is told of runs. Immutable.
 *
 * @param channels who gets notifications
 * @param metrics where metrics go
 */
public record SignalSettings(List<Channel> channels, MetricsSettings metrics) {
  /** Nobody. */
  public static final SignalSettings NONE = new SignalSettings(List.of(), MetricsSettings.NONE);

  public SignalSettings {
    channels = List.copyOf(channels);
  }

  /** What nobody may be told: the receivers' addresses, and what is signed with. */
  Stream<Secret> secrets() {
    Stream<Secret> ofChannels =
        channels.stream()
            .flatMap(
                channel ->
                    Stream.concat(
                        Stream.of(Secret.of(channel.endpoint().reveal().toString())),
                        channel.secret().stream()));
    return Stream.concat(
        ofChannels, metrics.otlp().stream().flatMap(target -> target.headers().values().stream()));
  }
}
