package dev.lockkeeper.guarded;

import dev.lockkeeper.database.ServerException;
import dev.lockkeeper.database.Session;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.ledger.LedgerReports;
import dev.lockkeeper.ledger.LedgerRows;
import dev.lockkeeper.ledger.LiveBackend;
import dev.lockkeeper.run.StopSignal;
import dev.lockkeeper.settings.DurationText;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Sees to it that nothing of an earlier run's program goes on in the server: such a session is
 * given a moment to end, then its statement is cancelled, then the session is ended. One that this
 * role may not see is only waited for: its process id may be a stranger's by now.
 */
public final class Leftovers {
  /** How long the server may take to notice that a client has vanished. */
  private static final Duration PATIENCE = Duration.ofSeconds(6);

  private static final Duration UNTIL_CANCELLED = PATIENCE.plusSeconds(5);
  private static final Duration UNTIL_GIVEN_UP = UNTIL_CANCELLED.plusSeconds(20);

  private final Session session;
  private final LedgerReports ledger;
  private final SeenStatements seen;
  private final Consumer<String> told;

  /**
   * @param session holds the lock, so that every run on record but the present one is over
   * @param rows write what is seen of the work of runs that died
   * @param told gets a line for what is waited for or ended
   */
  public Leftovers(Session session, LedgerReports ledger, LedgerRows rows, Consumer<String> told) {
    this.session = session;
    this.ledger = ledger;
    this.seen = new SeenStatements(session, rows);
    this.told = told;
  }

  /**
   * Waits until no session is left.
   *
   * @param stop ends the waiting
   * @throws LockkeeperException with {@link ErrorCode#LOCKED} if one cannot be ended
   */
  public void end(StopSignal stop) {
    long started = System.nanoTime();
    Duration passed = Duration.ZERO;
    Duration acted = Duration.ofMillis(-1);
    List<LiveBackend> left = look();
    while (!left.isEmpty()) {
      if (passed.compareTo(UNTIL_GIVEN_UP) > 0) {
        throw stuck(left);
      }
      boolean due = passed.minus(acted).compareTo(Duration.ofSeconds(2)) >= 0;
      if (acted.isNegative()) {
        left.forEach(each -> told.accept("waits for " + words(each)));
        acted = passed;
      } else if (passed.compareTo(PATIENCE) > 0 && due) {
        boolean ends = passed.compareTo(UNTIL_CANCELLED) > 0;
        left.stream().filter(LiveBackend::isVisible).forEach(each -> stop(each, ends));
        acted = passed;
      }
      stop.sleep(100);
      passed = Duration.ofNanos(System.nanoTime() - started);
      left = look();
    }
  }

  private List<LiveBackend> look() {
    List<LiveBackend> left = ledger.liveBackends(session);
    seen.look(left);
    return left;
  }

  private void stop(LiveBackend backend, boolean ends) {
    told.accept((ends ? "ends " : "cancels the statement of ") + words(backend));
    try {
      session.send(
          "SELECT pg_catalog."
              + (ends ? "pg_terminate_backend(" : "pg_cancel_backend(")
              + backend.pid()
              + ")");
      seen.acted(
          backend.pid(), ends ? SeenStatements.End.TERMINATED : SeenStatements.End.CANCELLED);
    } catch (ServerException e) {
      if (e.isConnectionLost()) {
        throw e;
      }
      throw stuck(List.of(backend));
    }
  }

  private LockkeeperException stuck(List<LiveBackend> left) {
    return LockkeeperException.because(
            ErrorCode.LOCKED,
            left.stream().map(Leftovers::words).collect(Collectors.joining("; ")) + " does not end")
        .databaseState("This run changed nothing.")
        .hint(hint(left.get(0)))
        .build();
  }

  private String hint(LiveBackend backend) {
    if (!backend.isVisible()) {
      return "This role may not see whose session "
          + backend.pid()
          + " is now. Work with the role of that run; or let a superuser look in pg_stat_activity, and"
          + " end it if it is of that run. If it is not, mark the run as ended: `"
          + ledger.markingLost(backend.runId())
          + "`.";
    }
    return "Let a superuser run `SELECT pg_terminate_backend("
        + backend.pid()
        + ")`, then run the command again.";
  }

  private static String words(LiveBackend backend) {
    return "server session "
        + backend.pid()
        + " of run "
        + backend.runId()
        + (backend.state().isEmpty()
            ? ""
            : ", " + backend.state() + " for " + DurationText.display(backend.age().toMillis()));
  }
}
