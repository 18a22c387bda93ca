package dev.lockkeeper.release.gate;

import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Outcome;
import dev.lockkeeper.ledger.ReleaseRecord;
import java.util.Optional;

/**
 * How a release went.
 *
 * @param release what the ledger knows of it now; empty if it did not begin
 * @param isOpen whether the new revision has the traffic
 * @param failure why it stopped, if it did
 * @param note why there was nothing to do; else empty
 */
public record ReleaseReport(
    Outcome outcome,
    Optional<ReleaseRecord> release,
    boolean isOpen,
    Optional<LockkeeperException> failure,
    String note) {}
