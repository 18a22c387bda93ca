package dev.lockkeeper.cli.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What git knows about a folder; nothing where there is no git or no repository. The program gets
 * only the variables that it needs to start.
 */
final class Git {
  private static final int PATIENCE_SECONDS = 10;
  private static final List<String> VARIABLES = List.of("PATH", "HOME", "SystemRoot");

  private final Path folder;
  private final Map<String, String> environment;

  private Git(Path folder, Map<String, String> environment) {
    this.folder = folder;
    this.environment = environment;
  }

  static Git in(Path folder, Map<String, String> environment) {
    return new Git(folder, environment);
  }

  /** The tracked files that match, relative to the folder; empty if git cannot tell. */
  Optional<List<String>> tracked(String... patterns) {
    List<String> command = new ArrayList<>(List.of("ls-files", "-z", "--"));
    command.addAll(List.of(patterns));
    return run(command)
        .filter(answer -> answer.exitCode == 0)
        .map(
            answer ->
                Stream.of(answer.output.split("\0", -1)).filter(name -> !name.isEmpty()).toList());
  }

  /** Whether a file of this name would be ignored; empty if git cannot tell. */
  Optional<Boolean> ignores(String name) {
    return run(List.of("check-ignore", "-q", "--no-index", "--", name))
        .filter(answer -> answer.exitCode <= 1)
        .map(answer -> answer.exitCode == 0);
  }

  private record Answer(int exitCode, String output) {}

  private Optional<Answer> run(List<String> arguments) {
    // A repository's own settings may name a program to run; this one is not needed here.
    List<String> command = new ArrayList<>(List.of("git", "-c", "core.fsmonitor=false"));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().clear();
    VARIABLES.forEach(
        name -> {
          String value = environment.get(name);
          if (value != null) {
            builder.environment().put(name, value);
          }
        });
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    try {
      return Optional.of(answer(builder.start()));
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static Answer answer(Process git) throws IOException, InterruptedException {
    git.getOutputStream().close();
    String output = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!git.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      git.destroyForcibly();
      throw new IOException("git did not end");
    }
    return new Answer(git.exitValue(), output);
  }
}
