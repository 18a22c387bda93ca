package dev.lockkeeper.google.run;

import java.time.Duration;

/**
 * How patiently is asked.
 *
 * @param first the pause behind the first answer; the following ones grow
 * @param longest the longest pause
 * @param lookFor how long an execution is looked for that may have been started
 * @param lateLines how long lines of the log are waited for behind an execution's end
 * @param outage how long a service may fail to answer what can be asked again
 */
record Polling(
    Duration first, Duration longest, Duration lookFor, Duration lateLines, Duration outage) {
  /** For the real service, whose quota is one question in a second and more. */
  static final Polling SERVICE =
      new Polling(
          Duration.ofSeconds(1),
          Duration.ofSeconds(10),
          Duration.ofMinutes(1),
          Duration.ofSeconds(10),
          Duration.ofMinutes(10));

  /** For an emulator on this machine, which answers at once. */
  static final Polling EMULATOR =
      new Polling(
          Duration.ofMillis(10),
          Duration.ofMillis(100),
          Duration.ofMillis(300),
          Duration.ofMillis(150),
          Duration.ofSeconds(1));

  /** The pauses of one wait. */
  Pace pace() {
    return new Pace(this);
  }

  /** Pauses that grow by half. Used by one thread. */
  static final class Pace {
    private final Polling polling;
    private Duration next;

    private Pace(Polling polling) {
      this.polling = polling;
      this.next = polling.first;
    }

    Duration next() {
      Duration pause = next;
      Duration longer = next.multipliedBy(3).dividedBy(2);
      next = longer.compareTo(polling.longest) > 0 ? polling.longest : longer;
      return pause;
    }
  }
}
