package dev.lockkeeper.kubernetes;

import dev.lockkeeper.release.platform.LogLine;
import dev.lockkeeper.release.platform.Watch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Waits for a moment only, and keeps what it hears; what is remembered outlives a gate. */
final class TestWatch implements Watch {
  private final Map<String, String> facts;
  final List<String> said = new CopyOnWriteArrayList<>();
  final List<String> lines = new CopyOnWriteArrayList<>();
  private Runnable onPause = () -> {};

  TestWatch(Map<String, String> facts) {
    this.facts = facts;
  }

  TestWatch() {
    this(new ConcurrentHashMap<>());
  }

  /** Does something at each pause, such as ending the gate. */
  TestWatch onPause(Runnable action) {
    onPause = action;
    return this;
  }

  /** The next gate, which knows what this one has kept. */
  TestWatch successor() {
    return new TestWatch(facts);
  }

  @Override
  public void pause(Duration time) {
    onPause.run();
    try {
      Thread.sleep(Math.min(20, time.toMillis()));
    } catch (InterruptedException e) {
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
