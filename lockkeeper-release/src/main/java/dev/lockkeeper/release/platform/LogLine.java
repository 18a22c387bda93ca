package dev.lockkeeper.release.platform;

import java.time.Instant;
import java.util.Optional;

/**
 * A line that a job has printed.
 *
 * @param at when, if the platform says so
 * @param severity such as {@code INFO}, if the platform says so; else empty
 * @param text the line, not masked
 */
public record LogLine(Optional<Instant> at, String severity, String text) {}
