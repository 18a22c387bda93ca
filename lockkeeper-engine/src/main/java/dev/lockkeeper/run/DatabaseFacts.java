package dev.lockkeeper.run;

import dev.lockkeeper.database.Result;
import dev.lockkeeper.database.ServerException;
import dev.lockkeeper.database.Session;
import dev.lockkeeper.ledger.LedgerRows;
import dev.lockkeeper.settings.Settings;
import java.util.List;

/**
 * Keeps what a database is like around a run, where the settings ask for it: one turn before and
 * one after. A run does not fail because of it. Immutable.
 */
public final class DatabaseFacts {
  private final Settings settings;
  private final LedgerRows rows;
  private final RunListener listener;

  /** The facts around the run that writes the rows. */
  public DatabaseFacts(Settings settings, LedgerRows rows, RunListener listener) {
    this.settings = settings;
    this.rows = rows;
    this.listener = listener;
  }

  /** Keeps them when the run has begun; the session is in no transaction. */
  public void before(Session session) {
    keep(session, "before");
  }

  /** Keeps them when the run is about to end; the session is in no transaction. */
  public void after(Session session) {
    keep(session, "after");
  }

  private void keep(Session session, String moment) {
    if (!settings.facts()) {
      return;
    }
    try {
      List<Result> results = session.send(session.cleanSlate() + rows.facts(moment));
      results.stream()
          .flatMap(result -> result.rows().stream())
          .forEach(row -> listener.on(new RunEvent.Facts(moment, row.text(0))));
    } catch (ServerException e) {
      if (e.isConnectionLost()) {
        throw e;
      }
      LastWords.send(session, "ROLLBACK");
      listener.on(
          new RunEvent.Notice(
              "facts", "what the database is like is not known: " + e.facts().message()));
    }
  }
}
