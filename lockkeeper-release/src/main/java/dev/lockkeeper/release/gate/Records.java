package dev.lockkeeper.release.gate;

import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.ledger.ReleaseRecord;
import dev.lockkeeper.released.ReleaseLedger;
import java.util.Optional;

/** Reads records after a failure, which may have been the ledger's. */
final class Records {
  private Records() {}

  /** What the ledger knows of a release now; what it knew before if it cannot be asked. */
  static Optional<ReleaseRecord> now(ReleaseLedger ledger, ReleaseRecord before) {
    try {
      return ledger.latest(1).stream().findFirst();
    } catch (LockkeeperException e) {
      return Optional.of(before);
    }
  }
}
