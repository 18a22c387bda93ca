package dev.lockkeeper.settings;

import java.time.Duration;

/**
 * Timeouts and retries of a run. Immutable.
 *
 * @param lockTimeout how long a statement that blocks readers or writers may wait for its table
 *     lock before it is withdrawn and tried again
 * @param lockBudget how long one migration may spend on such tries altogether
 * @param retryPause the longest first pause between two tries; it doubles up to 20 times this, with
 *     jitter
 * @param statementTimeout how long one statement may run; zero for no limit
 * @param connectTimeout how long one attempt to connect may take, and for how long a server that is
 *     starting or full is asked again
 * @param idleTimeout how long the server keeps a session of ours that says nothing, so that the
 *     lock of a vanished runner is freed
 * @param watchInterval how long a statement may run before a second connection looks whether the
 *     server still works on it, and how often it looks again
 */
public record Timing(
    Duration lockTimeout,
    Duration lockBudget,
    Duration retryPause,
    Duration statementTimeout,
    Duration connectTimeout,
    Duration idleTimeout,
    Duration watchInterval) {
  /** The defaults. */
  public static final Timing DEFAULT =
      new Timing(
          Duration.ofMillis(500),
          Duration.ofMinutes(10),
          Duration.ofMillis(500),
          Duration.ZERO,
          Duration.ofSeconds(15),
          Duration.ofSeconds(30),
          Duration.ofSeconds(5));

  /** The same with another lock timeout. */
  public Timing withLockTimeout(Duration value) {
    return new Timing(
        value,
        lockBudget,
        retryPause,
        statementTimeout,
        connectTimeout,
        idleTimeout,
        watchInterval);
  }

  /** The same with another lock budget. */
  public Timing withLockBudget(Duration value) {
    return new Timing(
        lockTimeout,
        value,
        retryPause,
        statementTimeout,
        connectTimeout,
        idleTimeout,
        watchInterval);
  }

  /** The same with another statement timeout. */
  public Timing withStatementTimeout(Duration value) {
    return new Timing(
        lockTimeout, lockBudget, retryPause, value, connectTimeout, idleTimeout, watchInterval);
  }

  /** The same with another connect timeout. */
  public Timing withConnectTimeout(Duration value) {
    return new Timing(
        lockTimeout, lockBudget, retryPause, statementTimeout, value, idleTimeout, watchInterval);
  }
}
