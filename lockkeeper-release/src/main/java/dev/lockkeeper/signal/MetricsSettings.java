package dev.lockkeeper.signal;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where metrics go. Immutable.
 *
 * @param file a file for the textfile collector
 * @param pushgateway the base address of a Pushgateway
 * @param otlp who takes OpenTelemetry's protocol
 */
public record MetricsSettings(
    Optional<Path> file, Optional<Endpoint> pushgateway, Optional<OtlpTarget> otlp) {
  /** Nowhere. */
  public static final MetricsSettings NONE =
      new MetricsSettings(Optional.empty(), Optional.empty(), Optional.empty());
}
