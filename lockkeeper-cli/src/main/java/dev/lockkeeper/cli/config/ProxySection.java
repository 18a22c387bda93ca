package dev.lockkeeper.cli.config;

import dev.lockkeeper.guard.proxy.ProxySettings;
import java.util.List;

/** Reads {@code proxy} of {@code lockkeeper.yaml}. */
final class ProxySection {
  private static final List<String> KEYS = List.of("command", "ready-timeout");

  private ProxySection() {}

  static Sourced<ProxySettings> read(YamlValue value) {
    YamlSection section = value.section();
    section.allow(KEYS);
    YamlValue command = section.required("command");
    List<String> words = command.list().stream().map(YamlValue::text).toList();
    if (words.isEmpty() || words.get(0).isBlank()) {
      throw command.expected("a program and its arguments, as a list");
    }
    if (words.stream().skip(1).noneMatch(word -> word.contains(ProxySettings.PORT))) {
      throw command.failure(
          command.key()
              + " has no "
              + ProxySettings.PORT
              + ", where the program is told on which port of 127.0.0.1 to listen");
    }
    return new Sourced<>(
        new ProxySettings(
            words,
            section
                .get("ready-timeout")
                .map(YamlValue::positiveDuration)
                .orElse(ProxySettings.READY_TIMEOUT)),
        value.source());
  }
}
