package dev.lockkeeper.cli.report;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.lockkeeper.release.gate.GateListener;
import dev.lockkeeper.release.gate.StepName;
import dev.lockkeeper.release.platform.LogLine;
import java.io.IOException;

/** Shows how a release goes, a line for each step. */
public final class GateLines implements GateListener {
  private static final int WIDTH = 9;

  private final Output output;

  /** Lines on an output. */
  public GateLines(Output output) {
    this.output = output;
  }

  @Override
  public void begun(String release, String what, boolean again) {
    output.note((again ? "Going on with release " : "Release ") + release + " of " + what);
  }

  @Override
  public void started(StepName step, String what) {
    output.note("  " + output.dim("· " + Texts.pad(step.id(), WIDTH) + what + " ..."));
  }

  @Override
  public void done(StepName step, String detail) {
    output.note("  " + output.good("✓") + " " + Texts.pad(step.id(), WIDTH) + detail);
  }

  @Override
  public void skipped(StepName step) {
    output.note("  " + output.dim("✓ " + Texts.pad(step.id(), WIDTH) + "done before"));
  }

  @Override
  public void say(String text) {
    output.note("    " + text);
  }

  @Override
  public void line(LogLine line) {
    output.note(output.dim("    | ") + message(line.text()));
  }

  /** What people read of a structured entry of a log; any other line as it is. */
  static String message(String line) {
    if (line.startsWith("{\"severity\"")) {
      try {
        return String.valueOf(JSON.std.mapFrom(line).getOrDefault("message", line));
      } catch (IOException e) {
        return line;
      }
    }
    return line;
  }
}
