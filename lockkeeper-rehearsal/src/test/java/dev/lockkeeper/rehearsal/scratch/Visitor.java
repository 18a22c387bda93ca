package dev.lockkeeper.rehearsal.scratch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another command: a JVM that opens a project's server, and leaves it when told to. */
final class Visitor implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  private Visitor(Process process) {
    this.process = process;
    output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  static Visitor start(Path project) throws IOException {
    return new Visitor(
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Visitor.class.getName(),
                project.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  /** What the other command printed until its server was open; the last line is the port. */
  List<String> awaitOpen() throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      lines.add(line);
      if (line.matches("\\d+")) {
        return lines;
      }
    }
    throw new IOException("the other command ended: " + lines);
  }

  void leave() throws IOException, InterruptedException {
    process.getOutputStream().close();
    process.waitFor();
  }

  void kill9() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  public static void main(String[] arguments) throws IOException {
    try (EmbeddedServer server = EmbeddedServer.open(Path.of(arguments[0]), System.out::println)) {
      System.out.println(server.address().port());
      System.in.read();
    }
  }
}
