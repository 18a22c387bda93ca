package dev.lockkeeper.google.run;

import dev.lockkeeper.release.platform.LogLine;
import dev.lockkeeper.release.platform.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A watch that keeps what it is told, as the ledger would. */
final class Notes implements Watch {
  final List<String> said = new ArrayList<>();
  final List<String> lines = new ArrayList<>();
  final Map<String, String> facts = new HashMap<>();
  private int pauses;
  private int most = 5000;

  /** The gate is killed at this pause. */
  static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** A watch of another process that has the same ledger. */
  Notes next() {
    Notes next = new Notes();
    next.facts.putAll(facts);
    return next;
  }

  Notes killedAfter(int pausesMade) {
    most = pausesMade;
    return this;
  }

  @Override
  public void pause(Duration time) {
    if (++pauses > most) {
      throw new Killed();
    }
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public boolean isOver() {
    return false;
  }

  @Override
  public void say(String text) {
    said.add(text);
  }

  @Override
  public void line(LogLine line) {
    lines.add(line.text());
  }

  @Override
  public void remember(String fact, String value) {
    facts.put(fact, value);
  }

  @Override
  public Optional<String> recall(String fact) {
    return Optional.ofNullable(facts.get(fact));
  }
}
