package dev.lockkeeper.signal;

import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Outcome;
import dev.lockkeeper.run.RunEvent;
import dev.lockkeeper.run.RunListener;
import dev.lockkeeper.run.RunLock;
import dev.lockkeeper.run.RunReport;
import dev.lockkeeper.settings.Redaction;
import dev.lockkeeper.settings.Secret;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells others of one run. What goes wrong with it is a warning at the end, and the run waits for
 * nobody before that. Thread-safe.
 */
public final class RunSignals implements RunListener {
  /** What the tool is called that migrates unless another one does. */
  static final String OWN_TOOL = "lockkeeper";

  /** How long the end may take in all. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** The same after SIGTERM: platforms kill ten seconds later, and the run needs some of them. */
  private static final Duration PATIENCE_WHEN_STOPPED = Duration.ofSeconds(2);

  /** The first tries are over within a second or two, and nobody's business. */
  private static final int TELLING_TRY = 3;

  /** A shorter secret stands in ordinary words. */
  private static final int SHORTEST_SECRET = 4;

  private final RunFacts facts;
  private final Deadline deadline = new Deadline(PATIENCE, PATIENCE_WHEN_STOPPED);
  private final Notifier notifier;
  private final Meters meters;
  private final Timeline timeline = new Timeline();
  private final long begun = System.nanoTime();
  private String tool = OWN_TOOL;
  private @Nullable String runId;
  private @Nullable RunReport report;
  private boolean isBlockedTold;
  private boolean isTableTold;
  private boolean isEnded;

  /**
   * @param secrets what must not be told, whatever a message says; short ones do not count
   */
  public RunSignals(RunFacts facts, SignalSettings settings, List<Secret> secrets) {
    this.facts = facts;
    Redaction redaction =
        Redaction.of(
            Stream.concat(secrets.stream(), settings.secrets())
                .filter(secret -> secret.reveal().length() >= SHORTEST_SECRET)
                // A password like the name of its database cannot be told from the name.
                .filter(secret -> !facts.toString().contains(secret.reveal()))
                .toList());
    Exchange exchange = new Exchange(deadline);
    this.notifier = new Notifier(settings.channels(), redaction, exchange);
    this.meters = new Meters(settings.metrics(), redaction, exchange);
  }

  @Override
  public synchronized void on(RunEvent event) {
    timeline.add(event);
    if (event instanceof RunEvent.Started started) {
      runId = started.runId();
      tell(new Signal.Started(started.steps()));
    } else if (event instanceof RunEvent.WaitingForLock waiting && !isBlockedTold) {
      isBlockedTold = true;
      String by = waiting.holder().map(RunLock::describe).orElse("a run that has just ended");
      tell(new Signal.Blocked("run", by, waiting.waited(), Optional.of(waiting.limit())));
    } else if (event instanceof RunEvent.Retrying retry) {
      retrying(retry);
    } else if (event instanceof RunEvent.Finished finished) {
      report = finished.report();
      runId = finished.report().runId();
    }
  }

  /** Another tool than Lockkeeper migrates. */
  public synchronized void tool(String name) {
    tool = name;
  }

  private void retrying(RunEvent.Retrying retry) {
    if (retry.attempt() >= TELLING_TRY && !isTableTold) {
      isTableTold = true;
      tell(
          new Signal.Blocked(
              "table", retry.title() + ": " + retry.why(), elapsed(), Optional.empty()));
    }
  }

  /**
   * The command has ended. Only the first call counts.
   *
   * @param failure why it failed, if it did; it may have failed before there was a run
   */
  public synchronized void ended(Optional<LockkeeperException> failure) {
    if (isEnded) {
      return;
    }
    isEnded = true;
    Outcome outcome =
        failure
            .map(why -> why.code().outcome())
            .orElse(report == null ? Outcome.NOTHING_TO_DO : report.outcome());
    tell(
        new Signal.Finished(
            outcome,
            report == null ? 0 : report.batch(),
            report == null ? List.of() : report.migrations(),
            elapsed().toMillis(),
            failure));
    meters.tell(timeline.measure(facts, tool, outcome, failure));
  }

  /**
   * Sends what is left, for at most some seconds.
   *
   * @param isStopped whether a signal asks to end soon
   * @return what went wrong, in at most one line for each receiver
   */
  public List<String> close(BooleanSupplier isStopped) {
    deadline.set(isStopped);
    notifier.end();
    meters.end();
    return Stream.concat(notifier.await(), meters.await()).toList();
  }

  private void tell(Signal signal) {
    if (notifier.isAlone()) {
      return;
    }
    notifier.tell(
        new Notification(
            UUID.randomUUID().toString(),
            Instant.now().truncatedTo(ChronoUnit.MILLIS),
            facts,
            Optional.ofNullable(runId),
            signal));
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - begun);
  }
}
