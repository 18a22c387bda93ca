package dev.lockkeeper.cli;

import dev.lockkeeper.release.platform.LogLine;
import dev.lockkeeper.release.platform.Watch;
import java.time.Duration;
import java.util.Optional;

/** Prints what a job has printed; holds no lock and keeps no facts. */
final class PrintingWatch implements Watch {
  private final Invocation invocation;

  PrintingWatch(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public void pause(Duration time) {
    invocation.stop().sleep(time.toMillis());
  }

  @Override
  public boolean isOver() {
    return invocation.isStopped();
  }

  @Override
  public void say(String text) {
    invocation.output().note(text);
  }

  @Override
  public void line(LogLine line) {
    invocation.output().line(line.at().map(at -> at + "  ").orElse("") + line.text());
  }

  @Override
  public void remember(String fact, String value) {
    // There is no release to keep it for.
  }

  @Override
  public Optional<String> recall(String fact) {
    return Optional.empty();
  }
}
