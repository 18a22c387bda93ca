package dev.lockkeeper.guarded;

/** What is done under the lock by another program. */
@FunctionalInterface
public interface GuardedWork {

  /**
   * Works. When it returns, the program has ended and no session of it sends anything any more.
   *
   * @param run where to record what the program does
   */
  GuardedEnd perform(GuardedRun run);
}
