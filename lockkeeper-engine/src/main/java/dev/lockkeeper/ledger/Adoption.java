package dev.lockkeeper.ledger;

import dev.lockkeeper.migration.Applied;
import java.time.Instant;
import java.util.Optional;

/**
 * How a migration came into the database before Lockkeeper knew it.
 *
 * @param origin where it is taken over from
 * @param appliedAt when it was applied; empty if nobody knows
 * @param message the same in words, with what else the other tool has kept of it
 */
public record Adoption(Applied.Origin origin, Optional<Instant> appliedAt, String message) {}
