package dev.lockkeeper.run;

import dev.lockkeeper.database.Result;
import dev.lockkeeper.database.ServerException;
import dev.lockkeeper.database.Session;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.migration.Direction;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.settings.Invariant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks the team's own conditions. */
public final class Invariants {
  private Invariants() {}

  /**
   * Asks every condition after a run up.
   *
   * @return the failure if one does not hold
   */
  static Optional<LockkeeperException> failure(
      Session session, List<Invariant> invariants, Plan plan) {
    List<String> violated =
        plan.direction() == Direction.UP ? violated(session, invariants) : List.of();
    return violated.isEmpty()
        ? Optional.empty()
        : Optional.of(
            LockkeeperException.because(ErrorCode.INVARIANT, String.join("; ", violated))
                .databaseState("The migrations of this run are applied and stay applied.")
                .hint(
                    "Find out why, then mend the data with a new migration or undo this batch with"
                        + " `lockkeeper down`.")
                .build());
  }

  /**
   * Asks every condition, read-only.
   *
   * @return what does not hold, in words; empty if everything does
   */
  public static List<String> violated(Session session, List<Invariant> invariants) {
    List<String> violated = new ArrayList<>();
    for (Invariant invariant : invariants) {
      try {
        List<Result> results = session.run("BEGIN READ ONLY; " + invariant.sql() + "\n; ROLLBACK");
        List<Result.Row> rows = results.get(results.size() - 2).rows();
        if (rows.isEmpty() || !rows.get(0).truth(0)) {
          violated.add("invariant `" + invariant.name() + "` does not hold");
        }
      } catch (ServerException e) {
        if (e.isConnectionLost()) {
          throw e;
        }
        session.send("ROLLBACK");
        violated.add(
            "invariant `" + invariant.name() + "` cannot be asked: " + e.facts().message());
      }
    }
    return violated;
  }
}
