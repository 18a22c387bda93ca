package dev.lockkeeper.cli;

import dev.lockkeeper.Lockkeeper;
import dev.lockkeeper.LockkeeperBuilder;
import dev.lockkeeper.cli.config.Configuration;
import dev.lockkeeper.cli.config.ConfigurationReader;
import dev.lockkeeper.cli.config.DatabaseChoice;
import dev.lockkeeper.cli.config.DatabaseNeed;
import dev.lockkeeper.cli.report.LogForm;
import dev.lockkeeper.cli.report.Output;
import dev.lockkeeper.cli.report.ProgramLines;
import dev.lockkeeper.cli.report.ProgressLines;
import dev.lockkeeper.database.Session;
import dev.lockkeeper.database.postgres.PostgresDatabase;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.guard.proxy.Proxy;
import dev.lockkeeper.guard.proxy.ProxyHome;
import dev.lockkeeper.guard.proxy.ProxySettings;
import dev.lockkeeper.rehearsal.scratch.EmbeddedServer;
import dev.lockkeeper.run.RunEvent;
import dev.lockkeeper.run.RunListener;
import dev.lockkeeper.run.StopSignal;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.signal.RunSignals;
import dev.lockkeeper.source.DiskFolder;
import dev.lockkeeper.source.JavaMigrations;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** One call of the command line: its options, its settings, its output, its database. */
final class Invocation implements AutoCloseable {
  private final Main.Surroundings surroundings;
  private final ConfigurationReader reader;
  private final Signals signals = new Signals();
  private final GlobalArguments global = new GlobalArguments();
  private @Nullable Output output;
  private @Nullable ProgressLines progress;
  private @Nullable RunSignals runSignals;
  private final List<ProgramLines> programLines = new ArrayList<>();

  Invocation(Main.Surroundings surroundings) {
    this.surroundings = surroundings;
    this.reader = new ConfigurationReader(surroundings.environment(), surroundings.folder());
  }

  GlobalArguments global() {
    return global;
  }

  Main.Surroundings surroundings() {
    return surroundings;
  }

  ConfigurationReader reader() {
    return reader;
  }

  /** Where results go, in the form that the options ask for. */
  Output output() {
    if (output == null) {
      if (!global.form.equals("text") && !global.form.equals("json")) {
        throw LockkeeperException.because(
                ErrorCode.USAGE, "--output is text or json, not " + global.form)
            .hint("Write -o json for programs, or leave it out.")
            .build();
      }
      output =
          new Output(
              surroundings.out(),
              surroundings.err(),
              Output.Form.of(global.form.equals("json"))
                  .quiet(global.quiet)
                  .verbose(global.verbose)
                  .coloured(!global.noColor && surroundings.environment().get("NO_COLOR") == null)
                  .log(LogForm.of(surroundings.environment())),
              surroundings.environment());
    }
    return output;
  }

  /** The settings, for a command that may need a database. */
  Configuration configuration(DatabaseNeed need) {
    Configuration configuration = reader.read(global.options(), need);
    output().origins(configuration);
    warnOfSecrets();
    return configuration;
  }

  private void warnOfSecrets() {
    reader.secretWarnings().forEach(output()::warning);
  }

  /** Runs a command with a database. */
  int withDatabase(ToIntFunction<Workplace> command) {
    return within(configuration(DatabaseNeed.REQUIRED), command);
  }

  /** Runs a command that changes a database, and lets others know of it as the settings say. */
  int withRun(String action, ToIntFunction<Workplace> command) {
    Configuration configuration = configuration(DatabaseNeed.REQUIRED);
    RunSignals told = Telling.of(action, configuration);
    runSignals = told;
    try {
      int exit = within(configuration, command);
      told.ended(Optional.empty());
      return exit;
    } catch (RuntimeException e) {
      told.ended(Optional.of(explained(e, action)));
      throw e;
    }
  }

  private int within(Configuration configuration, ToIntFunction<Workplace> command) {
    try {
      return reached(configuration, command);
    } finally {
      programLines.forEach(ProgramLines::close);
      // Scripts name variables, and so secrets, that the settings do not need.
      warnOfSecrets();
    }
  }

  /** Another tool than Lockkeeper migrates. */
  void tool(String name) {
    if (runSignals != null) {
      runSignals.tool(name);
    }
  }

  /** Where the output of a program goes in a structured log. */
  OutputStream programLines(String stream, String tool) {
    ProgramLines lines = new ProgramLines(output(), stream, tool);
    programLines.add(lines);
    return lines;
  }

  private int reached(Configuration configuration, ToIntFunction<Workplace> command) {
    DatabaseChoice choice = configuration.database().orElseThrow();
    choice.warnings().forEach(output()::warning);
    if (choice.proxy().isPresent()) {
      return throughProxy(configuration, choice.proxy().get(), command);
    }
    if (!choice.isEmbedded()) {
      return command.applyAsInt(new Workplace(configuration, choice.address().orElseThrow()));
    }
    try (EmbeddedServer server = EmbeddedServer.open(configuration.project(), output()::note)) {
      return command.applyAsInt(new Workplace(configuration, server.address()));
    }
  }

  private int throughProxy(
      Configuration configuration, ProxySettings settings, ToIntFunction<Workplace> command) {
    try (Proxy proxy = proxy(configuration, settings)) {
      try {
        return command.applyAsInt(new Workplace(configuration, proxy.address()));
      } finally {
        proxy.failure().ifPresent(output()::warning);
      }
    }
  }

  /** Starts the proxy of a configuration; to be closed by the caller. */
  Proxy proxy(Configuration configuration, ProxySettings settings) {
    DatabaseAddress address =
        configuration.database().flatMap(DatabaseChoice::address).orElseThrow();
    Proxy proxy =
        Proxy.start(
            settings,
            address,
            new ProxyHome(configuration.project(), surroundings.environment()),
            global.verbose ? surroundings.err() : OutputStream.nullOutputStream(),
            this::isStopped);
    output()
        .note(
            "Reaching "
                + address.display()
                + " through "
                + settings.program()
                + " on port "
                + proxy.address().port()
                + ".");
    return proxy;
  }

  /** Prints a failure; gives the exit code. */
  int failed(Exception e, String command) {
    LockkeeperException failure = explained(e, command);
    Output to = output == null ? fallback() : output;
    if (global.verbose) {
      to.trace(e);
    }
    return to.failure(failure, progress == null ? Optional.empty() : progress.report());
  }

  /** What a signal asks to stop. */
  StopSignal stop() {
    return signals.stop();
  }

  /** Whether a signal asked this command to stop. */
  boolean isStopped() {
    return signals.stop().isRequested();
  }

  /** Waits until a signal comes, which is how the command is meant to end. */
  void awaitStop() {
    signals.stop().await();
    signals.areExpected();
  }

  @Override
  public void close() {
    if (runSignals != null) {
      runSignals.close(this::isStopped).forEach(output()::warning);
    }
    signals.close();
  }

  private Output fallback() {
    return new Output(
        surroundings.out(),
        surroundings.err(),
        Output.Form.of(global.form.equals("json")).log(LogForm.orText(surroundings.environment())),
        surroundings.environment());
  }

  private static LockkeeperException explained(Exception e, String command) {
    return e instanceof LockkeeperException known ? known : unexpected(e, command);
  }

  private static LockkeeperException unexpected(Exception e, String command) {
    return LockkeeperException.because(
            ErrorCode.INTERNAL, "an unexpected error in `" + command + "`: " + e)
        .hint("This is a defect of Lockkeeper; run it again with -v and report what it prints.")
        .cause(e)
        .build();
  }

  /** A database and the settings to work on it. */
  final class Workplace {
    private final Configuration configuration;
    private final DatabaseAddress address;

    Workplace(Configuration configuration, DatabaseAddress address) {
      this.configuration = configuration;
      this.address = address;
    }

    Configuration configuration() {
      return configuration;
    }

    DatabaseAddress address() {
      return address;
    }

    boolean isEmbedded() {
      return configuration.database().map(DatabaseChoice::isEmbedded).orElse(false);
    }

    /** A session of its own, for what is no run. */
    Session session() {
      return PostgresDatabase.at(address, configuration.settings().timing()).open();
    }

    /** A Lockkeeper that a signal can stop. */
    Lockkeeper lockkeeper(@Nullable String confirmed) {
      return lockkeeper(confirmed, configuration.migrations());
    }

    /** The same with other migration folders than the configured ones. */
    Lockkeeper lockkeeper(@Nullable String confirmed, List<Path> folders) {
      ProgressLines lines = new ProgressLines(output());
      progress = lines;
      LockkeeperBuilder builder =
          Lockkeeper.builder()
              .address(address)
              .settings(configuration.settings())
              .listener(listener(lines))
              .stopSignal(signals.stop())
              .javaMigrations(JavaMigrations.load(configuration.classpath()));
      for (Path folder : folders) {
        builder.folder(new DiskFolder(folder, display(folder)));
      }
      if (confirmed != null) {
        builder.confirmedFor(confirmed);
      }
      return builder.build();
    }

    private RunListener listener(ProgressLines lines) {
      RunListener told = runSignals == null ? RunListener.NONE : runSignals;
      return event -> {
        if (event instanceof RunEvent.Finished) {
          programLines.forEach(ProgramLines::close);
          // Scripts name variables, and so secrets, that the settings do not need.
          warnOfSecrets();
        }
        lines.on(event);
        told.on(event);
      };
    }

    /** A path as the user would write it. */
    String display(Path path) {
      Path working = surroundings.folder().toAbsolutePath().normalize();
      Path absolute = path.toAbsolutePath().normalize();
      return absolute.startsWith(working) && !absolute.equals(working)
          ? working.relativize(absolute).toString()
          : absolute.toString();
    }
  }
}
