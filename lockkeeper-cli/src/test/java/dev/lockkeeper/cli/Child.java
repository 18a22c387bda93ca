package dev.lockkeeper.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process of another tool, without an input and without the database of this machine. */
record Child(Process process, Path log) {

  static Child start(Path folder, Map<String, String> environment, String... command)
      throws IOException {
    Path log = Files.createTempFile("child", ".log");
    log.toFile().deleteOnExit();
    String program =
        Files.exists(folder.resolve(command[0]))
            ? folder.resolve(command[0]).toString()
            : command[0];
    command[0] = program;
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.matches("(PG|DB_|POSTGRES_).*|DATABASE_URL"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    return new Child(process, log);
  }

  /** The exit code; a process that takes longer is killed. */
  int waitFor(Duration patience) throws IOException {
    try {
      if (!process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("still running: " + output());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw new AssertionError(e);
    }
  }

  String output() throws IOException {
    return Files.readString(log);
  }
}
