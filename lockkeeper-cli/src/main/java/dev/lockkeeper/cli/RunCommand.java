package dev.lockkeeper.cli;

import dev.lockkeeper.GuardReport;
import dev.lockkeeper.cli.config.ToolSettings;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.guard.Guard;
import dev.lockkeeper.guard.child.ChildCommand;
import dev.lockkeeper.guard.preset.CommandLine;
import dev.lockkeeper.guard.preset.Preset;
import dev.lockkeeper.guard.preset.ToolCommands;
import dev.lockkeeper.settings.DurationText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    customSynopsis = "lockkeeper run [OPTIONS] -- COMMAND...",
    description = {
      "Runs another program under the lock, with every statement that it sends on record.",
      "It gets the address of a relay and a one-time password in PGHOST, DATABASE_URL and their"
          + " like, and never the real password.",
      "Example: lockkeeper run -- python manage.py migrate --noinput"
    })
final class RunCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Option(
      names = "--tool",
      paramLabel = "TOOL",
      description = "which migration tool it is; recognised if left out")
  @Nullable String tool;

  @Option(names = "--reason", paramLabel = "TEXT", description = "why; the ledger keeps it")
  String reason = "";

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description = "how long it may run, such as 30m; no limit if left out")
  @Nullable String timeout;

  @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "the program, behind --")
  List<String> words = new ArrayList<>();

  RunCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    Optional<Duration> limit = Optional.ofNullable(timeout).map(RunCommand::duration);
    if (words.isEmpty()) {
      throw LockkeeperException.because(ErrorCode.USAGE, "no program is named")
          .hint(
              "Write it behind --, as in `lockkeeper run -- python manage.py migrate`; with `tool:`"
                  + " in lockkeeper.yaml, `lockkeeper up` runs the tool.")
          .build();
    }
    return invocation.withRun("run", place -> run(place, limit));
  }

  private int run(Invocation.Workplace place, Optional<Duration> limit) {
    CommandLine line = CommandLine.read(words);
    Preset named = tool == null ? line.preset() : named(tool);
    requireReason(place, named);
    Guard guard =
        Programs.guard(
            invocation,
            place,
            limit,
            named == Preset.COMMAND ? Path.of(words.get(0)).getFileName().toString() : named.id());
    ChildCommand command = guard.find(words);
    named
        .commands(words, place.configuration().project())
        .requireSettings(invocation.surroundings().environment());
    invocation
        .output()
        .note(
            "Running `"
                + words.get(0)
                + "`"
                + (named == Preset.COMMAND ? "" : " of " + named.title())
                + " on "
                + place.address().display()
                + " ...");
    AskedTool asked = asked(place, line, named, guard);
    GuardReport report =
        guard.run(
            place.lockkeeper(null),
            asked.request("run", words, reason, false),
            List.of(command),
            asked.knowledge());
    return Reports.guarded(invocation.output(), report);
  }

  private AskedTool asked(Invocation.Workplace place, CommandLine line, Preset named, Guard guard) {
    Optional<ToolSettings> settings = place.configuration().tool();
    Preset preset = tool == null && named == Preset.COMMAND ? ofProject(settings) : named;
    return new AskedTool(
        preset,
        askable(preset, line, place),
        settings,
        new Questions(guard),
        invocation.output()::note);
  }

  /** The tool, if it may be asked; a program that is not recognised would do its work again. */
  private static Optional<ToolCommands> askable(
      Preset preset, CommandLine line, Invocation.Workplace place) {
    Path project = place.configuration().project();
    Optional<List<String>> program =
        line.preset() == preset
            ? Optional.of(line.program())
            : place
                .configuration()
                .tool()
                .filter(given -> given.name().equals(preset.id()))
                .map(given -> given.program(project));
    return program.map(words -> preset.commands(words, project));
  }

  private static Preset named(String tool) {
    return Preset.of(tool)
        .orElseThrow(
            () ->
                LockkeeperException.because(
                        ErrorCode.USAGE, "Lockkeeper does not know the tool `" + tool + "`")
                    .hint("The tools are " + Preset.names() + ".")
                    .build());
  }

  /** Any program may change the history that the project's own tool keeps. */
  private static Preset ofProject(Optional<ToolSettings> settings) {
    return settings.map(given -> Preset.of(given.name()).orElseThrow()).orElse(Preset.COMMAND);
  }

  /** A migration tool has its files to tell why. */
  private void requireReason(Invocation.Workplace place, Preset named) {
    if (named == Preset.COMMAND
        && reason.isEmpty()
        && place.configuration().settings().isProtected()) {
      throw LockkeeperException.because(
              ErrorCode.PROTECTED,
              "the environment `"
                  + place.configuration().settings().environment()
                  + "` is protected, and `"
                  + words.get(0)
                  + "` is no migration tool that Lockkeeper knows")
          .databaseState("Nothing was changed.")
          .hint("Say why with --reason TEXT; the ledger keeps it.")
          .build();
    }
  }

  private static Duration duration(String text) {
    return DurationText.parse(text)
        .filter(duration -> !duration.isZero())
        .orElseThrow(
            () ->
                LockkeeperException.because(
                        ErrorCode.USAGE, "--timeout expects " + DurationText.FORM)
                    .hint("Write, for instance, --timeout 30m.")
                    .build());
  }
}
