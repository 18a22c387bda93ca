package dev.lockkeeper.run;

/**
 * Watches runs. Called on the thread of the run, except for {@link RunEvent.Progress}, so it must
 * be thread-safe; what it throws ends the run.
 */
@FunctionalInterface
public interface RunListener {
  /** Watches nothing. */
  RunListener NONE = event -> {};

  /** Something has happened. */
  void on(RunEvent event);
}
