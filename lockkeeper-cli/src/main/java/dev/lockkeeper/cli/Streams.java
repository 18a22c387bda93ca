package dev.lockkeeper.cli;

import dev.lockkeeper.cli.report.Terminal;
import java.io.BufferedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Output streams of the process. */
final class Streams {
  private Streams() {}

  /**
   * The same stream in UTF-8, flushed after each line only on a terminal: a thousand lines into a
   * pipe are few writes.
   */
  static PrintStream buffered(PrintStream stream) {
    return new PrintStream(
        new BufferedOutputStream(stream, 1 << 16), Terminal.isThere(), StandardCharsets.UTF_8);
  }
}
