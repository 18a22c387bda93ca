package dev.lockkeeper.guarded;

import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.ledger.StatementRecord;
import java.util.List;

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
   * Records statements, in this order. When this method returns they are in the ledger, also if
   * this process is killed then.
   *
   * @throws LockkeeperException if the lock or the connection to the ledger is lost; then nothing
   *     more may be sent to the server, and the statements are written when the run ends, if they
   *     can be
   */
  void record(List<StatementRecord> statements);

  /**
   * Sets what is to be done if the lock is lost, which is to stop the program. Run at most once, by
   * another thread; at once if the lock is lost already.
   */
  void onLoss(Runnable action);
}
