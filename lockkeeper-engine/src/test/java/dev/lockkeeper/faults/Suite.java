package dev.lockkeeper.faults;

import java.time.Duration;

/** How the suites run: a sample by default, everything with {@code -Dsuites=full}. */
final class Suite {
  /** How long any run may take before it counts as hanging. */
  static final Duration BOUND = Duration.ofSeconds(60);

  private Suite() {}

  static boolean isFull() {
    return "full".equals(System.getProperty("suites"));
  }

  /** The seed of the choices; a new one unless {@code -Dfaults.seed=…} repeats an old one. */
  static long seed() {
    return Long.getLong("faults.seed", System.nanoTime() % 1_000_000);
  }
}
