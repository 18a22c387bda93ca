package dev.lockkeeper.rehearsal.scratch;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Starts PostgreSQL's programs, never through a shell.
 *
 * @param folder holds {@code bin}, {@code lib} and {@code share}
 */
record Programs(Path folder) {
  /** All that a server needs from our environment, which may hold passwords. */
  private static final Set<String> KEPT = Set.of("PATH", "HOME", "TZ", "TMPDIR");

  /** Runs a program to its end and returns its exit code. */
  int run(Path log, String program, List<String> arguments, String input) {
    try {
      Process process = builder(List.of(), program, arguments, log).start();
      try (OutputStream stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      }
      return process.waitFor();
    } catch (IOException e) {
      throw cannotRun(program, e);
    } catch (InterruptedException e) {
      throw Failures.interrupted();
    }
  }

  /**
   * Starts a program that outlives this process and that does not get the signals of its terminal:
   * Ctrl-C must end the command in order, not the server under it.
   */
  Process launch(Path log, String program, List<String> arguments) {
    try {
      return builder(List.of("setsid"), program, arguments, log)
          .redirectInput(new File("/dev/null"))
          .start();
    } catch (IOException e) {
      throw cannotRun(program, e);
    }
  }

  /** PostgreSQL refuses to run as root; in a user namespace of its own it sees another user. */
  private ProcessBuilder builder(
      List<String> wrapper, String program, List<String> arguments, Path log) throws IOException {
    List<String> command = new ArrayList<>(wrapper);
    if (StateFolder.userId() == 0) {
      command.addAll(List.of("unshare", "--user"));
    }
    command.add(folder.resolve("bin").resolve(program).toString());
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(log.toFile()));
    builder.environment().keySet().retainAll(KEPT);
    builder.environment().put("LC_ALL", "C");
    return builder;
  }

  private static RuntimeException cannotRun(String program, IOException cause) {
    return Failures.settings(
        "the embedded PostgreSQL's " + program + " cannot be run: " + cause.getMessage(),
        "It needs the programs setsid and, as root, unshare of the package util-linux.",
        cause);
  }
}
