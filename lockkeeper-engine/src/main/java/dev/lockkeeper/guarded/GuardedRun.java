package dev.lockkeeper.guarded;

import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.ledger.StatementRecord;

/** The record of a run in which another program works. Thread-safe. */
public interface GuardedRun {

  /** The run's id in the ledger. */
  String runId();

  /**
   * Records a server session of the program. If this run dies, the next one waits for that session
   * or ends it.
   *
   * @param backendPid its server process
   * @throws LockkeeperException if the record cannot be written; then the program must not use the
   *     session
   */
  void opened(int backendPid);

  /**
   * Records a statement. It is written a moment later; this method waits if many are due.
   *
   * @throws LockkeeperException if the lock or the connection to the ledger is lost; then nothing
   *     more may be sent to the server, and the statement is written when the run ends, if it can
   *     be
   */
  void record(StatementRecord statement);

  /**
   * Sets what is to be done if the lock is lost, which is to stop the program. Run at most once, by
   * another thread; at once if the lock is lost already.
   */
  void onLoss(Runnable action);
}
