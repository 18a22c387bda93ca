package dev.lockkeeper.cli;

import dev.lockkeeper.cli.report.LogForm;
import dev.lockkeeper.cli.report.Output;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The command line. */
public final class Main {
  private final Surroundings surroundings;

  /**
   * A command line in the given surroundings.
   *
   * @param environment the environment variables
   * @param folder the working folder
   * @param out where results go
   * @param err where progress and errors go
   */
  Main(Map<String, String> environment, Path folder, PrintStream out, PrintStream err) {
    this.surroundings = new Surroundings(environment, folder, out, err);
  }

  /** Where a command runs. */
  record Surroundings(
      Map<String, String> environment, Path folder, PrintStream out, PrintStream err) {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.putIfAbsent("HOME", System.getProperty("user.home", ""));
    PrintStream out = Streams.buffered(System.out);
    int exit = new Main(environment, Path.of(""), out, System.err).run(arguments);
    out.flush();
    System.exit(exit);
  }

  /** Runs a command and gives its exit code. */
  int run(String... arguments) {
    String[] words = withAction(arguments);
    try (Invocation invocation = new Invocation(surroundings)) {
      int exit = execute(invocation, words);
      surroundings.out().flush();
      surroundings.err().flush();
      return exit;
    }
  }

  private int execute(Invocation invocation, String[] words) {
    Optional<String> empty = EmptyArguments.find(words);
    if (empty.isPresent()) {
      return refused(
          words,
          empty.get() + " is empty",
          "Give it, or leave it out; a shell variable in it may not be set.");
    }
    CommandLine line = Commands.line(invocation, words);
    line.setOut(new PrintWriter(surroundings.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(surroundings.err(), true, StandardCharsets.UTF_8));
    line.setParameterExceptionHandler(this::misused);
    line.setExecutionExceptionHandler(
        (e, failed, parsed) -> invocation.failed(e, failed.getCommandName()));
    return line.execute(words);
  }

  /** With no command, {@code MIGRATION_ACTION} decides, as job definitions expect. */
  private String[] withAction(String[] arguments) {
    String action = surroundings.environment().get("MIGRATION_ACTION");
    if (action == null || action.isEmpty() || Commands.namesCommand(arguments)) {
      return arguments;
    }
    if (List.of(arguments).stream().anyMatch(Commands::asksForHelp)) {
      return arguments;
    }
    String[] words = Arrays.copyOf(arguments, arguments.length + 1);
    words[arguments.length] =
        switch (action) {
          case "latest" -> "up";
          case "rollback" -> "down";
          case "status" -> "status";
          default -> "MIGRATION_ACTION=" + action;
        };
    return words;
  }

  private int misused(ParameterException e, String[] arguments) {
    String message = String.valueOf(e.getMessage());
    Optional<String> action =
        List.of(arguments).stream().filter(a -> a.startsWith("MIGRATION_ACTION=")).findFirst();
    String hint = "`lockkeeper " + name(e) + "--help` shows what it takes.";
    if (action.isPresent()) {
      message = action.get() + " is no action";
      hint = "MIGRATION_ACTION is latest (up), rollback (down) or status.";
    } else if (message.startsWith("Unmatched argument") && e.getCommandLine().getParent() == null) {
      hint = "`lockkeeper --help` lists the commands." + similar(e, arguments);
    }
    return refused(arguments, message, hint);
  }

  /** A failure from before the options are known. */
  private int refused(String[] arguments, String message, String hint) {
    boolean json = List.of(arguments).contains("json");
    Output output =
        new Output(
            surroundings.out(),
            surroundings.err(),
            Output.Form.of(json).log(LogForm.orText(surroundings.environment())),
            surroundings.environment());
    return output.failure(
        LockkeeperException.because(ErrorCode.USAGE, message).hint(hint).build(), Optional.empty());
  }

  private static String similar(ParameterException e, String[] arguments) {
    List<String> known = Commands.names();
    for (String argument : arguments) {
      for (String name : known) {
        if (!argument.startsWith("-") && Commands.isClose(argument, name)) {
          return " Did you mean `" + name + "`?";
        }
      }
    }
    return e.getCause() == null ? "" : " " + e.getCause().getMessage();
  }

  private static String name(ParameterException e) {
    CommandLine line = e.getCommandLine();
    return line.getParent() == null ? "" : line.getCommandName() + " ";
  }
}
