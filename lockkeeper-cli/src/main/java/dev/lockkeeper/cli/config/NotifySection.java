package dev.lockkeeper.cli.config;

import dev.lockkeeper.settings.Secret;
import dev.lockkeeper.signal.Channel;
import dev.lockkeeper.signal.Endpoint;
import dev.lockkeeper.signal.Occasion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code notify} in {@code lockkeeper.yaml} says, with references to variables still in it.
 * Immutable.
 */
record NotifySection(List<Receiver> receivers) {
  static final NotifySection NONE = new NotifySection(List.of());

  NotifySection {
    receivers = List.copyOf(receivers);
  }

  /**
   * One receiver.
   *
   * @param url its address
   * @param secret what its notifications are signed with
   */
  record Receiver(
      Channel.Kind kind, Sourced<Secret> url, Optional<Sourced<Secret>> secret, Set<Occasion> on) {}

  static NotifySection read(YamlValue value) {
    YamlSection section = value.section();
    List<String> known = new ArrayList<>(List.of("on"));
    Arrays.stream(Channel.Kind.values()).map(Channel.Kind::id).forEach(known::add);
    section.allow(known);
    Set<Occasion> usual = section.get("on").map(NotifySection::occasions).orElse(Occasion.usual());
    List<Receiver> receivers = new ArrayList<>();
    for (Channel.Kind kind : Channel.Kind.values()) {
      section.get(kind.id()).map(given -> receiver(kind, given, usual)).ifPresent(receivers::add);
    }
    return new NotifySection(receivers);
  }

  private static Receiver receiver(Channel.Kind kind, YamlValue value, Set<Occasion> usual) {
    if (!value.isSection()) {
      return new Receiver(kind, secret(value), Optional.empty(), usual);
    }
    YamlSection section = value.section();
    boolean signs = kind == Channel.Kind.WEBHOOK;
    section.allow(signs ? List.of("url", "on", "secret") : List.of("url", "on"));
    return new Receiver(
        kind,
        secret(section.required("url")),
        section.get("secret").map(NotifySection::secret),
        section.get("on").map(NotifySection::occasions).orElse(usual));
  }

  private static Sourced<Secret> secret(YamlValue value) {
    return new Sourced<>(Secret.of(value.filledText()), value.source());
  }

  private static Set<Occasion> occasions(YamlValue value) {
    Map<String, Occasion> words = new LinkedHashMap<>();
    for (Occasion occasion : Occasion.values()) {
      words.put(occasion.id(), occasion);
    }
    Set<Occasion> on = EnumSet.noneOf(Occasion.class);
    value.list().forEach(element -> on.add(element.oneOf(words)));
    return on;
  }

  /** The channels, but those whose address turns out empty. */
  List<Channel> channels(Variables variables) {
    List<Channel> channels = new ArrayList<>();
    for (Receiver receiver : receivers) {
      Secret url = References.resolve(receiver.url(), variables).value();
      if (!url.reveal().isBlank()) {
        channels.add(
            new Channel(
                receiver.kind(),
                Endpoint.confidential(url, receiver.url().source()),
                receiver
                    .secret()
                    .map(given -> References.resolve(given, variables).value())
                    .filter(secret -> !secret.reveal().isEmpty()),
                receiver.on()));
      }
    }
    return channels;
  }

  /** Does not show the addresses, which may be secret. */
  @Override
  public String toString() {
    return receivers.size() + " receivers";
  }
}
