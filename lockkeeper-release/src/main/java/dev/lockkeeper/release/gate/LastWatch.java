package dev.lockkeeper.release.gate;

import dev.lockkeeper.release.platform.LogLine;
import dev.lockkeeper.release.platform.Watch;
import java.time.Duration;
import java.util.Optional;

/**
 * Waits for what must be done although somebody wants to stop: the traffic goes back to where it
 * was. For a short time only, since platforms end a program some seconds after they ask it to stop.
 */
final class LastWatch implements Watch {
  private static final long LIMIT_NANOS = 60_000_000_000L;

  private final Watch watch;
  private final long end = System.nanoTime() + LIMIT_NANOS;

  LastWatch(Watch watch) {
    this.watch = watch;
  }

  @Override
  public void pause(Duration time) {
    if (System.nanoTime() >= end) {
      watch.pause(time);
    }
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isOver() {
    return System.nanoTime() >= end;
  }

  @Override
  public void say(String text) {
    watch.say(text);
  }

  @Override
  public void line(LogLine line) {
    watch.line(line);
  }

  @Override
  public void remember(String fact, String value) {
    watch.remember(fact, value);
  }

  @Override
  public Optional<String> recall(String fact) {
    return watch.recall(fact);
  }
}
