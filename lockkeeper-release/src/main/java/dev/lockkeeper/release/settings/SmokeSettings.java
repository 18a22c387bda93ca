package dev.lockkeeper.release.settings;

import java.time.Duration;
import java.util.Optional;

/**
 * A request that the new revision must answer before it takes traffic.
 *
 * @param address where to ask, with {@code {revision}} or {@code {release}} in it if need be; the
 *     platform's own address of the new revision if left out
 * @param path what to ask for, such as {@code /healthz}
 * @param status the HTTP status that is right
 * @param timeout how long to try
 */
public record SmokeSettings(Optional<String> address, String path, int status, Duration timeout) {}
