package dev.lockkeeper.run;

import dev.lockkeeper.database.Session;
import dev.lockkeeper.ledger.LedgerRows;
import dev.lockkeeper.settings.Timing;
import dev.lockkeeper.sql.Masking;

/** What every part of a run works with. */
record RunContext(
    Session session, LedgerRows rows, Timing timing, RunListener listener, StopSignal stop) {

  void tell(RunEvent event) {
    listener.on(event);
  }

  /** Rolls back. A stop that comes meanwhile cancels nothing; the run sees it afterwards. */
  void rollBack() {
    stop.detach();
    LastWords.send(session, "ROLLBACK");
    stop.attach(session);
  }

  void tellNotices(String title) {
    for (String notice : session.takeNotices()) {
      listener.on(new RunEvent.Notice(title, Masking.mask(notice)));
    }
  }
}
