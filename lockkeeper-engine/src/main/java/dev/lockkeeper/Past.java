package dev.lockkeeper;

import dev.lockkeeper.database.ServerException;
import dev.lockkeeper.database.Session;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.ledger.Ledger;
import dev.lockkeeper.ledger.ReleaseRecord;
import dev.lockkeeper.ledger.ReleaseRows;
import dev.lockkeeper.ledger.RunRecord;
import dev.lockkeeper.settings.Settings;
import java.util.List;

/** Looks up runs of the past. */
final class Past {
  private Past() {}

  static List<RunRecord> latest(Session session, Ledger ledger, int most) {
    try {
      return ledger.reports().latest(session, most);
    } catch (ServerException e) {
      if (e.sqlState().equals("42P01") || e.sqlState().equals("3F000")) {
        return List.of();
      }
      throw e;
    }
  }

  static List<ReleaseRecord> releases(
      Session session, Ledger ledger, Settings settings, String service, int most) {
    ReleaseRows rows = ledger.releases(settings.environment(), service);
    return rows.exist(session) ? rows.latest(session, most) : List.of();
  }

  static RunRecord run(Session session, Ledger ledger, String idStart) {
    List<RunRecord> found = ledger.reports().byId(session, idStart);
    if (found.size() != 1) {
      throw LockkeeperException.because(
              ErrorCode.UNKNOWN_RUN,
              found.isEmpty()
                  ? "no run has an id that begins with " + idStart
                  : "several runs have an id that begins with " + idStart)
          .hint("`lockkeeper history` lists the runs; give more characters of the id.")
          .build();
    }
    return found.get(0);
  }
}
