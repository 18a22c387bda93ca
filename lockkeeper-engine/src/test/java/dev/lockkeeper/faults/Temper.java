package dev.lockkeeper.faults;

import dev.lockkeeper.settings.Settings;
import dev.lockkeeper.settings.Timing;
import java.time.Duration;

/** The settings of a runner in these suites. */
enum Temper {
  /** The defaults, but for shorter waits for the lock and for a runner that has vanished. */
  PLAIN {
    @Override
    Settings settings() {
      Timing defaults = Timing.DEFAULT;
      return Settings.builder()
          .lockWait(Duration.ofSeconds(45))
          .timing(
              new Timing(
                  defaults.lockTimeout(),
                  defaults.lockBudget(),
                  defaults.retryPause(),
                  defaults.statementTimeout(),
                  defaults.connectTimeout(),
                  Duration.ofSeconds(10),
                  defaults.watchInterval()))
          .build();
    }
  },

  /** A silent network and a vanished runner are noticed within a few seconds. */
  IMPATIENT {
    @Override
    Settings settings() {
      return Settings.builder()
          .lockWait(Duration.ofSeconds(30))
          .timing(
              new Timing(
                  Duration.ofMillis(500),
                  Duration.ofSeconds(20),
                  Duration.ofMillis(100),
                  Duration.ZERO,
                  Duration.ofSeconds(2),
                  Duration.ofSeconds(2),
                  Duration.ofMillis(300)))
          .build();
    }
  };

  abstract Settings settings();
}
