package dev.lockkeeper.run;

import dev.lockkeeper.migration.Direction;

/**
 * What a run did with one migration.
 *
 * @param version its version
 * @param name its name
 * @param direction which way it went
 * @param outcome {@code applied}, {@code reverted}, {@code marked} or {@code failed}
 * @param durationMillis how long it took; for one sent in bulk a share of the message's time
 * @param statements how many statements it has
 */
public record MigrationResult(
    String version,
    String name,
    Direction direction,
    String outcome,
    long durationMillis,
    int statements) {}
