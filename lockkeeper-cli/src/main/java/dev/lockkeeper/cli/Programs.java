package dev.lockkeeper.cli;

import dev.lockkeeper.cli.config.ChildSettings;
import dev.lockkeeper.cli.config.Configuration;
import dev.lockkeeper.cli.report.Output;
import dev.lockkeeper.database.postgres.PostgresDatabase;
import dev.lockkeeper.guard.Guard;
import dev.lockkeeper.guard.Place;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;

/** Makes what other programs are run with. */
final class Programs {
  private Programs() {}

  /**
   * @param limit how long a program may run; if empty, the settings decide
   */
  static Guard guard(Invocation invocation, Invocation.Workplace place, Optional<Duration> limit) {
    Configuration configuration = place.configuration();
    ChildSettings settings = configuration.child();
    Output output = invocation.output();
    return new Guard(
        new Place(
            place.address(),
            configuration.settings().timing(),
            configuration.project(),
            invocation.surroundings().environment(),
            settings.env(),
            settings.mask(),
            limit.or(settings::timeout),
            settings.socketDir().map(configuration.project()::resolve),
            streams(invocation),
            output::note,
            invocation.stop()),
        PostgresDatabase.at(place.address(), configuration.settings().timing()));
  }

  /** With JSON, standard output is for the one document. */
  private static Place.Streams streams(Invocation invocation) {
    PrintStream err = invocation.surroundings().err();
    return new Place.Streams(
        invocation.output().form().json() ? err : invocation.surroundings().out(), err);
  }
}
