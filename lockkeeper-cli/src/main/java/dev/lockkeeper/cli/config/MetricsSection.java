package dev.lockkeeper.cli.config;

import dev.lockkeeper.settings.Secret;
import dev.lockkeeper.signal.Endpoint;
import dev.lockkeeper.signal.MetricsSettings;
import dev.lockkeeper.signal.OtlpTarget;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What {@code metrics} in {@code lockkeeper.yaml} says, with references to variables still in it.
 * Immutable.
 *
 * @param file relative to the project folder
 */
record MetricsSection(
    Optional<Path> file, Optional<Sourced<Secret>> pushgateway, Optional<Sourced<Secret>> otlp) {
  static final MetricsSection NONE =
      new MetricsSection(Optional.empty(), Optional.empty(), Optional.empty());

  static MetricsSection read(YamlValue value) {
    YamlSection section = value.section();
    section.allow(List.of("file", "pushgateway", "otlp"));
    return new MetricsSection(
        section.get("file").map(MetricsSection::path),
        section.get("pushgateway").map(EnvironmentEntry::url),
        section.get("otlp").map(EnvironmentEntry::url));
  }

  private static Path path(YamlValue value) {
    try {
      return Path.of(value.filledText());
    } catch (InvalidPathException e) {
      throw value.expected("a path");
    }
  }

  MetricsSettings resolved(Path folder, Variables variables) {
    return new MetricsSettings(
        file.map(folder::resolve),
        pushgateway.flatMap(given -> endpoint(given, variables)),
        OtlpTarget.of(otlp.flatMap(given -> endpoint(given, variables)), variables.all()));
  }

  private static Optional<Endpoint> endpoint(Sourced<Secret> given, Variables variables) {
    return Optional.of(References.resolve(given, variables).value())
        .filter(url -> !url.reveal().isBlank())
        .map(url -> Endpoint.open(url, given.source()));
  }

  /** Does not show the addresses, which may be secret. */
  @Override
  public String toString() {
    return "metrics";
  }
}
