package dev.lockkeeper.google.run;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.release.platform.LogLine;
import dev.lockkeeper.release.platform.Watch;
import java.time.Duration;
import java.util.Optional;

/** Waits for short answers where nobody watches: no lock is held yet. */
final class Alone implements Watch {
  @Override
  public void pause(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw LockkeeperException.because(ErrorCode.INTERRUPTED, "the wait was interrupted")
          .databaseState("Nothing was sent to the database.")
          .cause(e)
          .build();
    }
  }

  @Override
  public boolean isOver() {
    return Thread.currentThread().isInterrupted();
  }

  @Override
  public void say(String text) {}

  @Override
  public void line(LogLine line) {}

  @Override
  public void remember(String fact, String value) {}

  @Override
  public Optional<String> recall(String fact) {
    return Optional.empty();
  }
}
