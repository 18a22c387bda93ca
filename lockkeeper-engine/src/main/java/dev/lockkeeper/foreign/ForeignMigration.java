package dev.lockkeeper.foreign;

import dev.lockkeeper.migration.Version;
import java.time.Instant;
import java.util.Optional;

/**
 * One migration that a tool's history calls applied. What the tool does not keep is empty.
 *
 * @param version its version, or the name by which the tool knows it
 * @param name what it does
 * @param appliedAt when; a time without a zone is taken as UTC
 * @param appliedBy the database role that applied it
 * @param durationMillis how long it took; 0 if the tool does not say
 * @param checksum the tool's own checksum of the text
 * @param coversEarlier whether everything before it counts as applied, too
 */
record ForeignMigration(
    Version version,
    String name,
    Optional<Instant> appliedAt,
    Optional<String> appliedBy,
    long durationMillis,
    Optional<String> checksum,
    boolean coversEarlier) {}
