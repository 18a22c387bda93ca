package dev.lockkeeper.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A runner in a process of its own. It waits for {@link #go()}. */
final class RunnerProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  private RunnerProcess(Process process) {
    this.process = process;
    this.output = process.inputReader();
  }

  static RunnerProcess start(String url, Path folder, Temper temper) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return new RunnerProcess(
        new ProcessBuilder(
                List.of(
                    java,
                    "-Xmx96m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    classes,
                    RunnerMain.class.getName(),
                    url,
                    folder.toString(),
                    temper.name()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  /** Waits until the process is there. */
  void awaitReady() throws IOException {
    String line = output.readLine();
    if (!RunnerMain.READY.equals(line)) {
      throw new IOException("the runner did not start: " + line);
    }
  }

  /** Lets the run begin. */
  void go() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
  }

  boolean hasEnded() {
    return !process.isAlive();
  }

  /** Kills it; its output can still be read. */
  void kill() {
    process.toHandle().destroyForcibly();
  }

  void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
          .inheritIO()
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How it ended; nothing if it still runs after the bound. */
  Optional<Ending> await() throws IOException, InterruptedException {
    if (!process.waitFor(Suite.BOUND.toSeconds(), TimeUnit.SECONDS)) {
      return Optional.empty();
    }
    String last = "";
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      last = line;
    }
    return Optional.of(Ending.parse(last).orElse(Ending.SILENT));
  }

  @Override
  public void close() {
    kill();
  }
}
