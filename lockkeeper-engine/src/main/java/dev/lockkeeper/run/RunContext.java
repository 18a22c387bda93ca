package dev.lockkeeper.run;

import dev.lockkeeper.check.CheckedScript;
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

  /** The same, where nobody hears the values of a script's variables. */
  RunContext hiding(CheckedScript script) {
    return script.isPlain()
        ? this
        : new RunContext(session, rows, timing, event -> listener.on(hidden(event, script)), stop);
  }

  private static RunEvent hidden(RunEvent event, CheckedScript script) {
    if (event instanceof RunEvent.Retrying retry) {
      return new RunEvent.Retrying(
          retry.title(), script.redacted(retry.why()), retry.attempt(), retry.pause());
    }
    if (event instanceof RunEvent.Progress progress) {
      return new RunEvent.Progress(progress.title(), script.redacted(progress.text()));
    }
    return event instanceof RunEvent.Notice notice
        ? new RunEvent.Notice(notice.title(), script.redacted(notice.text()))
        : event;
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
