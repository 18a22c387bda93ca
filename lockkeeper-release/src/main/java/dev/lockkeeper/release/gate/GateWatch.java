package dev.lockkeeper.release.gate;

import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.release.platform.LogLine;
import dev.lockkeeper.release.platform.Watch;
import dev.lockkeeper.released.ReleaseLedger;
import dev.lockkeeper.run.StopSignal;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Waits for the gate: keeps its lock alive, and ends when somebody wants to stop. */
final class GateWatch implements Watch {
  private static final long TICK_MILLIS = 250;

  private final ReleaseLedger ledger;
  private final StopSignal stop;
  private final GateListener listener;
  private final Facts facts;
  private @Nullable LockkeeperException loss;

  GateWatch(ReleaseLedger ledger, StopSignal stop, GateListener listener, Facts facts) {
    this.ledger = ledger;
    this.stop = stop;
    this.listener = listener;
    this.facts = facts;
  }

  @Override
  public void pause(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    long left = time.toMillis();
    do {
      if (loss != null) {
        throw loss;
      }
      ledger.keepAlive();
      stop.sleep(Math.max(0, Math.min(left, TICK_MILLIS)));
      left = (end - System.nanoTime()) / 1_000_000;
    } while (left > 0);
  }

  @Override
  public boolean isOver() {
    if (loss == null) {
      try {
        ledger.keepAlive();
      } catch (LockkeeperException e) {
        loss = e;
      }
    }
    return loss != null || stop.isRequested();
  }

  @Override
  public void say(String text) {
    listener.say(text);
  }

  @Override
  public void line(LogLine line) {
    listener.line(line);
  }

  @Override
  public void remember(String fact, String value) {
    facts.put(fact, value);
  }

  @Override
  public Optional<String> recall(String fact) {
    return facts.get(fact);
  }
}
