package dev.lockkeeper.cli.report;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * What another program prints, as log entries: one for a line, of which no more than some kilobytes
 * are kept. Thread-safe.
 */
public final class ProgramLines extends OutputStream {
  /** An entry of Cloud Logging has at most 256 KiB, and a byte may become six in JSON. */
  private static final int LONGEST = 16 * 1024;

  private final Output output;
  private final String stream;
  private final String tool;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private boolean isCut;

  /**
   * @param stream {@code stdout} or {@code stderr}
   * @param tool names the program
   */
  public ProgramLines(Output output, String stream, String tool) {
    this.output = output;
    this.stream = stream;
    this.tool = tool;
  }

  @Override
  public synchronized void write(int value) {
    if (value == '\n') {
      end();
    } else if (line.size() < LONGEST) {
      line.write(value);
    } else {
      isCut = true;
    }
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      write(bytes[i]);
    }
  }

  /** Prints what has no end of a line yet. */
  @Override
  public synchronized void close() {
    end();
  }

  private void end() {
    String text = line.toString(StandardCharsets.UTF_8).stripTrailing();
    line.reset();
    if (!text.isBlank()) {
      output.entry(
          LogSeverity.guessed(text),
          text + (isCut ? " …" : ""),
          Optional.empty(),
          Map.of("stream", stream, "tool", tool));
    }
    isCut = false;
  }
}
