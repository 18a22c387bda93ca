package dev.lockkeeper.guard;

import dev.lockkeeper.database.Session;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.guard.capture.Capture;
import dev.lockkeeper.guard.capture.Obstacle;
import dev.lockkeeper.guard.child.ChildCommand;
import dev.lockkeeper.guard.child.ChildEnd;
import dev.lockkeeper.guard.relay.Relay;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.settings.DurationText;
import dev.lockkeeper.settings.Redaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * Runs programs in a transaction that is rolled back. Its locks are real ones, so that it gives up
 * soon: when it has to wait for a lock, and when others wait for its own. Not thread-safe.
 */
final class Capturing {
  /** For all programs together. */
  private static final Duration WHOLE = Duration.ofSeconds(60);

  /** How long others may wait for what is locked here. */
  private static final Duration OTHERS = Duration.ofSeconds(1);

  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Guard guard;
  private final Place place;
  private final Redaction redaction;
  private final Session session;
  private final Capture capture = new Capture();
  private final long begun = System.nanoTime();
  private long looked = begun;

  /**
   * @param session holds the lock; looks at the locks of others
   */
  Capturing(Guard guard, Place place, Redaction redaction, Session session) {
    this.guard = guard;
    this.place = place;
    this.redaction = redaction;
    this.session = session;
  }

  Captured run(List<ChildCommand> commands) {
    List<Guard.Answer> answers = new ArrayList<>();
    try (Relay relay =
        Relay.start(
            server(), place.timing().connectTimeout(), guard.options(), place.log(), capture)) {
      try {
        answers.addAll(answers(relay, commands));
      } finally {
        capture.close();
      }
    }
    return new Captured(
        answers,
        capture.statements().stream().map(each -> each.without(redaction)).toList(),
        capture.obstacle().map(each -> each.without(redaction)),
        capture.failure().map(each -> each.without(redaction)));
  }

  /** A program may set others; then {@link #isOver} is what is left. */
  private DatabaseAddress server() {
    return place
        .server()
        .withServerSetting("lock_timeout", place.timing().lockTimeout().toMillis() + "ms")
        .withServerSetting("statement_timeout", "15s")
        .withServerSetting("idle_in_transaction_session_timeout", "30s")
        .withServerSetting("client_connection_check_interval", "1s");
  }

  private List<Guard.Answer> answers(Relay relay, List<ChildCommand> commands) {
    List<Guard.Answer> answers = new ArrayList<>();
    for (ChildCommand command : commands) {
      BoundedText out = new BoundedText();
      BoundedText err = new BoundedText();
      ChildEnd end =
          guard.one(
              relay,
              UUID.randomUUID().toString(),
              command,
              new Place.Streams(out, err),
              () -> isOver(relay));
      if (place.stop().isRequested()) {
        throw interrupted();
      }
      answers.add(new Guard.Answer(end, out.text(), err.text()));
      if (!end.isSuccess()) {
        return answers;
      }
    }
    return answers;
  }

  private static LockkeeperException interrupted() {
    return LockkeeperException.because(ErrorCode.INTERRUPTED, "interrupted: the preview was ended")
        .databaseState("Everything was rolled back: nothing was changed.")
        .hint("Run the command again.")
        .build();
  }

  private boolean isOver(Relay relay) {
    long now = System.nanoTime();
    if (now - looked >= PAUSE.toNanos()) {
      looked = now;
      look();
    }
    if (now - begun > WHOLE.toNanos()) {
      capture.giveUp(
          Obstacle.Kind.IMPOSSIBLE,
          "it takes longer than "
              + DurationText.display(WHOLE.toMillis())
              + ", and its locks would be held as long");
    }
    boolean over = place.stop().isRequested() || capture.obstacle().isPresent();
    if (over) {
      relay.cancelStatements();
      capture.close();
    }
    return over;
  }

  /** Also keeps the session awake. */
  private void look() {
    OptionalInt pid = capture.backendPid();
    if (pid.isEmpty()) {
      session.send("SELECT 1");
    } else if (session.last(waiting(pid.getAsInt())).row().truth(0)) {
      capture.giveUp(
          Obstacle.Kind.LOCK,
          "others had waited "
              + DurationText.display(OTHERS.toMillis())
              + " for what it had locked");
    }
  }

  /** Asks for blockers only where somebody waits, since that stops the lock manager. */
  private static String waiting(int pid) {
    return "SELECT EXISTS (SELECT FROM (SELECT w.pid FROM pg_catalog.pg_locks w WHERE NOT w.granted"
        + " AND w.waitstart < pg_catalog.clock_timestamp() - interval '"
        + OTHERS.toMillis()
        + " ms' OFFSET 0) w WHERE w.pid <> "
        + pid
        + " AND "
        + pid
        + " = ANY (pg_catalog.pg_blocking_pids(w.pid)))";
  }
}
