package dev.lockkeeper.cli.template;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A program of somebody else that judges our files; without it, the test is skipped. */
final class ForeignProgram {
  private final Path program;
  private final Path folder;
  private final Map<String, String> environment;

  private ForeignProgram(Path program, Path folder, Map<String, String> environment) {
    this.program = program;
    this.folder = folder;
    this.environment = environment;
  }

  /** What it printed, and how it ended. */
  record Result(int exitCode, String output) {}

  static ForeignProgram named(String name, Path folder, Map<String, String> environment) {
    Path found =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
            .map(part -> Path.of(part, name))
            .filter(Files::isExecutable)
            .findFirst()
            .orElse(null);
    Assumptions.assumeTrue(found != null, name + " is not installed");
    return new ForeignProgram(found, folder, environment);
  }

  Result run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("HOME", folder.toString());
    builder.environment().put("CLOUDSDK_CONFIG", folder.resolve("gcloud").toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), output);
  }
}
