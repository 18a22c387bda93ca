package dev.lockkeeper.run;

/** Watches runs. Called on the thread of the run; what it throws ends the run. */
@FunctionalInterface
public interface RunListener {
  /** Watches nothing. */
  RunListener NONE = event -> {};

  /** Something has happened. */
  void on(RunEvent event);
}
