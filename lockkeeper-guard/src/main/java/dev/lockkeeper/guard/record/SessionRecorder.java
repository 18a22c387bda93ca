package dev.lockkeeper.guard.record;

import dev.lockkeeper.guard.relay.Tap;
import dev.lockkeeper.guard.wire.MessageScanner;
import dev.lockkeeper.guard.wire.ProtocolException;
import java.util.function.Consumer;

/** Follows one session, in lock step. Thread-safe: one thread for each direction. */
final class SessionRecorder implements Tap.Listener {
  private final Dialogue dialogue;
  private final MessageScanner client;
  private final MessageScanner server;
  private final Consumer<SessionRecorder> atEnd;
  private final Consumer<String> log;
  private boolean ended;

  SessionRecorder(
      TextReader texts, Dialogue dialogue, Consumer<SessionRecorder> atEnd, Consumer<String> log) {
    this.dialogue = dialogue;
    this.client = new MessageScanner(new ClientStream(texts, dialogue));
    this.server = new MessageScanner(new ServerStream(texts, dialogue));
    this.atEnd = atEnd;
    this.log = log;
  }

  @Override
  public synchronized int request(byte[] bytes, int offset, int count) throws ProtocolException {
    while (!ended && !dialogue.isClientsTurn()) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return 0;
      }
    }
    return ended ? 0 : client.feed(bytes, offset, count);
  }

  @Override
  public synchronized void answer(byte[] bytes, int offset, int count) throws ProtocolException {
    if (!ended) {
      server.feed(bytes, offset, count);
      notifyAll();
    }
  }

  @Override
  public synchronized void ended() {
    if (!ended) {
      ended = true;
      notifyAll();
      try {
        dialogue.end();
      } catch (RuntimeException e) {
        log.accept("the last statements of a session could not be recorded: " + e.getMessage());
      }
      atEnd.accept(this);
    }
  }
}
