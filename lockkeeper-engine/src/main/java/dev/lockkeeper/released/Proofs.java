package dev.lockkeeper.released;

import dev.lockkeeper.database.ServerException;
import dev.lockkeeper.database.Session;
import dev.lockkeeper.ledger.Ledger;
import dev.lockkeeper.ledger.RunProof;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Proofs from a database that may have no ledger. */
public final class Proofs {
  private static final RunProof NONE =
      new RunProof(Optional.empty(), Optional.empty(), List.of(), List.of());

  private Proofs() {}

  /** What the ledger proves about an image, named as it was recorded or by its digest. */
  public static RunProof of(Ledger ledger, Session session, String image) {
    return orNone(() -> ledger.proofs().ofImage(session, image));
  }

  static RunProof of(
      Ledger ledger,
      Session session,
      String release,
      String image,
      Optional<Instant> since,
      boolean isDown) {
    return orNone(() -> ledger.proofs().ofRelease(session, release, image, since, isDown));
  }

  private static RunProof orNone(Supplier<RunProof> asking) {
    try {
      return asking.get();
    } catch (ServerException e) {
      if (e.sqlState().equals("42P01") || e.sqlState().equals("3F000")) {
        return NONE;
      }
      throw e;
    }
  }
}
