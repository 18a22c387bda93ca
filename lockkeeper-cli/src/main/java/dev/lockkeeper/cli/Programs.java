package dev.lockkeeper.cli;

import dev.lockkeeper.cli.config.ChildSettings;
import dev.lockkeeper.cli.config.Configuration;
import dev.lockkeeper.cli.report.LogForm;
import dev.lockkeeper.cli.report.Output;
import dev.lockkeeper.database.postgres.PostgresDatabase;
import dev.lockkeeper.guard.Guard;
import dev.lockkeeper.guard.Place;
import dev.lockkeeper.guard.child.Template;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Makes what other programs are run with. */
final class Programs {
  private Programs() {}

  /**
   * @param limit how long a program may run; if empty, the settings decide
   * @param tool names the program in logs and metrics
   */
  static Guard guard(
      Invocation invocation, Invocation.Workplace place, Optional<Duration> limit, String tool) {
    invocation.tool(tool);
    Configuration configuration = place.configuration();
    ChildSettings settings = configuration.child();
    Output output = invocation.output();
    Optional<Path> socketFolder = settings.socketDir().map(configuration.project()::resolve);
    for (String name : Template.pastRelay(settings.env(), socketFolder)) {
      output.warning(
          "run.env sets "
              + name
              + " to an address that is not the relay's: what the program does there is not on"
              + " record. Write {host} and {port} in it.");
    }
    socketFolder.ifPresent(folder -> announce(folder, output));
    return new Guard(
        new Place(
            place.address(),
            configuration.settings().timing(),
            configuration.project(),
            invocation.surroundings().environment(),
            settings.env(),
            settings.mask(),
            limit.or(settings::timeout),
            socketFolder,
            streams(invocation, tool),
            output::note,
            invocation.stop()),
        PostgresDatabase.at(place.address(), configuration.settings().timing()));
  }

  /** Says of a socket's folder that it will be made, when asked to be verbose. */
  static void announce(Path folder, Output output) {
    if (output.form().verbose() && !Files.isDirectory(folder)) {
      output.note("The folder " + folder + " is made for the relay's socket, for its owner alone.");
    }
  }

  /** With JSON, standard output is for the one document; a structured log has whole lines. */
  private static Place.Streams streams(Invocation invocation, String tool) {
    PrintStream err = invocation.surroundings().err();
    return invocation.output().form().log() == LogForm.TEXT
        ? new Place.Streams(
            invocation.output().form().json() ? err : invocation.surroundings().out(), err)
        : new Place.Streams(
            invocation.programLines("stdout", tool), invocation.programLines("stderr", tool));
  }
}
