package dev.lockkeeper.signal;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Outcome;
import dev.lockkeeper.failure.Place;
import dev.lockkeeper.migration.Direction;
import dev.lockkeeper.run.MigrationResult;
import dev.lockkeeper.run.RunEvent;
import dev.lockkeeper.run.RunReport;
import dev.lockkeeper.settings.Secret;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/** Runs of which somebody is told. */
final class Telling {
  static final String RUN = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff";
  static final RunFacts FACTS =
      new RunFacts(
          "orders",
          "prod/eu \u00fc",
          "db:5432/orders",
          "up",
          "ann",
          "0.1",
          Optional.empty(),
          Optional.empty(),
          Optional.of("c0ffee"));

  private Telling() {}

  static Channel channel(Channel.Kind kind, Endpoint endpoint) {
    return new Channel(kind, endpoint, Optional.empty(), EnumSet.allOf(Occasion.class));
  }

  static RunSignals signals(Channel... channels) {
    return new RunSignals(
        FACTS,
        new SignalSettings(Arrays.asList(channels), MetricsSettings.NONE),
        List.of(Secret.of("pa'ss\"word")));
  }

  static RunEvent started() {
    return new RunEvent.Started(RUN, "up", 2, "db:5432/orders");
  }

  static RunReport report(Optional<LockkeeperException> failure) {
    return new RunReport(
        RUN,
        "up",
        failure.map(why -> why.code().outcome()).orElse(Outcome.SUCCEEDED),
        3,
        List.of(new MigrationResult("7", "users", Direction.UP, "applied", 12, 2)),
        List.of(),
        List.of(),
        34,
        failure);
  }

  static LockkeeperException failure() {
    return LockkeeperException.because(
            ErrorCode.STATEMENT_FAILED, "<!channel> column \"x\" & pa'ss\"word does not exist")
        .at(new Place("migrations/8_orders.up.sql", 3, 1))
        .statement("ALTER TABLE hidden")
        .sqlState("42703")
        .databaseState("It was rolled back.")
        .hint("Correct the file.")
        .build();
  }

  /** A whole run, and all the time that it has for telling. */
  static List<String> run(RunSignals signals, Optional<LockkeeperException> failure) {
    return run(signals, failure, false);
  }

  /** A whole run, perhaps in a hurry. */
  static List<String> run(
      RunSignals signals, Optional<LockkeeperException> failure, boolean hurried) {
    signals.on(started());
    signals.on(new RunEvent.Finished(report(failure)));
    signals.ended(failure);
    return signals.close(() -> hurried);
  }
}
