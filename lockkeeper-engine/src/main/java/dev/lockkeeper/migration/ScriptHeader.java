package dev.lockkeeper.migration;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The options that a script's leading comments give: {@code -- lockkeeper: phase=post
 * transaction=off}. Immutable.
 *
 * @param phase when it may run
 * @param transactional whether it runs in a transaction
 * @param lockTimeout how long its statements may wait for a table lock
 * @param requires versions that must be applied before it
 * @param irreversible why there is no way back
 */
public record ScriptHeader(
    Phase phase,
    boolean transactional,
    Optional<Duration> lockTimeout,
    List<Version> requires,
    Optional<String> irreversible) {
  /** A script that says nothing. */
  public static final ScriptHeader NONE =
      new ScriptHeader(Phase.PRE, true, Optional.empty(), List.of(), Optional.empty());

  public ScriptHeader {
    requires = List.copyOf(requires);
  }
}
