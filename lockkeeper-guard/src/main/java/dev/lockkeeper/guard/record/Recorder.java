package dev.lockkeeper.guard.record;

import dev.lockkeeper.database.Database;
import dev.lockkeeper.guard.relay.Tap;
import dev.lockkeeper.ledger.StatementRecord;
import dev.lockkeeper.settings.Redaction;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Records every statement that passes through a relay: its text without values, its outcome, the
 * locks that it takes, and who waits for them. Parameters and rows are never kept. Thread-safe.
 */
public final class Recorder implements Tap, AutoCloseable {
  private final Redaction redaction;
  private final Sink sink;
  private final Consumer<String> log;
  private final Observer observer;
  private final Sampler sampler;
  private final Numbers numbers = new Numbers();
  private final Tally tally;
  private final AtomicInteger sessions = new AtomicInteger();
  private final Set<SessionRecorder> open = ConcurrentHashMap.newKeySet();

  /**
   * Where the records go. Called by any thread of the relay, by several at once; a session goes on
   * when its call has returned, and ends where it throws.
   */
  public interface Sink {

    /**
     * A session was opened; its client does not know it yet.
     *
     * @param backendPid the server process; 0 if the server has not told it
     * @throws RuntimeException if the client must not be let in
     */
    void opened(int backendPid);

    /**
     * Statements have ended, at least one. Those of one session come in their order.
     *
     * @throws RuntimeException if they could not be recorded: then their session is ended
     */
    void record(List<StatementRecord> statements);
  }

  /**
   * A recorder. It opens a session on the server when there is something to look at.
   *
   * @param database where the relay's clients work, reached without the relay
   * @param redaction takes the known secrets out of what is recorded
   * @param isHistory whether a relation, as a statement names it, is the history of the tool at
   *     work
   * @param log gets a line when locks can no longer be read, and when the last records of a session
   *     could not be written
   */
  public Recorder(
      Database database,
      Redaction redaction,
      Sink sink,
      Predicate<String> isHistory,
      Consumer<String> log) {
    this.tally = new Tally(isHistory);
    this.redaction = redaction;
    this.sink = sink;
    this.log = log;
    this.observer = new Observer(database, log);
    this.sampler = new Sampler(observer);
  }

  @Override
  public Tap.Listener opened(int backendPid, Map<String, String> parameters) {
    sink.opened(backendPid);
    TextReader texts = new TextReader(redaction);
    parameters.forEach(texts::setting);
    Watched watched = new Watched(backendPid);
    RecordWriter writer = new RecordWriter(sessions.incrementAndGet(), backendPid, sink, tally);
    Journal journal =
        new Journal(texts, watched, new HeldLocks(observer), writer, new Transaction(tally));
    SessionRecorder session =
        new SessionRecorder(
            texts,
            new Dialogue(numbers, journal),
            ended -> {
              sampler.remove(watched);
              open.remove(ended);
            },
            log);
    open.add(session);
    sampler.add(watched);
    return session;
  }

  /** What the statements so far amount to; complete when all sessions have ended. */
  public Facts facts() {
    return tally.facts();
  }

  /** Ends what is left: sessions that are still open are recorded no further. */
  @Override
  public void close() {
    for (SessionRecorder session : open) {
      session.ended();
    }
    sampler.close();
    observer.close();
  }
}
