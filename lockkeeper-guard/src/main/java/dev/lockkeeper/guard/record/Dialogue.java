package dev.lockkeeper.guard.record;

import dev.lockkeeper.guard.wire.ErrorMessage;
import dev.lockkeeper.guard.wire.Message;
import dev.lockkeeper.guard.wire.ProtocolException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * What a client has asked for and the server has not answered yet: finds the statement that each
 * answer is about, by the order that the page "Message Flow" of PostgreSQL's manual prescribes. Not
 * thread-safe.
 */
final class Dialogue {
  /**
   * Behind so many unanswered messages the client has to wait. A server holds back at most 8 KiB of
   * answers of at least five bytes each, so that it answers some of these without another one.
   */
  private static final int FULL = 4096;

  private static final String SYNTAX_ERROR = "42601";

  private final Numbers numbers;
  private final Journal journal;
  private final Turn turn = new Turn();
  private final Deque<Pending> pending = new ArrayDeque<>();
  private long characters;
  private boolean skipping;
  private boolean answeredSome;

  Dialogue(Numbers numbers, Journal journal) {
    this.numbers = numbers;
    this.journal = journal;
  }

  Turn turn() {
    return turn;
  }

  /** Whether the next message of the client may be passed on. */
  boolean isClientsTurn() {
    return turn.isClients() && pending.size() < FULL;
  }

  /** How many characters of text are under way. */
  long characters() {
    return characters;
  }

  /** A query was sent; empty if there is nothing in it. */
  void query(List<Sent> statements) {
    run(true, statements);
  }

  void execute(Sent statement) {
    run(false, List.of(statement));
  }

  private void run(boolean isQuery, List<Sent> statements) {
    if (!skipping) {
      turn.command(isQuery);
      journal.begin(statements);
      List<Execution> executions = new ArrayList<>();
      statements.forEach(sent -> executions.add(new Execution(numbers.next(), sent)));
      add(new Pending.Run(isQuery, executions));
      answeredSome = false;
    }
  }

  void step(char type, Sent statement, Runnable undo) {
    if (skipping) {
      undo.run();
    } else {
      add(new Pending.Step(type, statement, undo));
    }
  }

  void sync() {
    // While the server reads the data of a COPY it passes over this message.
    if (!turn.isCopying()) {
      turn.sync();
      skipping = false;
      add(new Pending.Sync());
    }
  }

  private void add(Pending message) {
    pending.add(message);
    characters += message.size();
  }

  private void removeFirst() {
    characters -= pending.remove().size();
  }

  /** The server has done a step, or describes what a statement returns. */
  void stepDone(char answer) {
    if (pending.peek() instanceof Pending.Step step && (answer != 'T' || step.type() == 'D')) {
      removeFirst();
    }
  }

  /** The server returns a row. */
  void row() {
    if (pending.peek() instanceof Pending.Run run && !run.executions().isEmpty()) {
      run.executions().element().countRow();
    }
  }

  /** The server is done with a statement, by its tag. */
  void complete(String tag) {
    if (!(pending.peek() instanceof Pending.Run run)) {
      return;
    }
    Execution execution = run.executions().peek();
    if (execution != null) {
      if (execution.sent().isWhole()) {
        journal.part(execution, tag, !answeredSome);
      } else {
        run.executions().remove();
        journal.completed(execution, tag);
      }
      answeredSome = true;
    }
    finish(run);
  }

  /** The server has returned as many rows of a portal as it was asked for, or had nothing to do. */
  void pause(boolean ranSomething) {
    if (pending.peek() instanceof Pending.Run run) {
      Execution execution = run.executions().poll();
      if (execution != null && ranSomething) {
        journal.completed(execution, "");
      }
      finish(run);
    }
  }

  private void finish(Pending.Run run) {
    if (!run.isQuery()) {
      run.executions().forEach(journal::finished);
      removeFirst();
    }
  }

  void beginCopy() {
    if (turn.beginCopy()) {
      Iterator<Pending> each = pending.iterator();
      while (each.hasNext()) {
        if (each.next() instanceof Pending.Sync) {
          each.remove();
        }
      }
    }
  }

  /** The server refuses what is next, and everything behind it up to the next {@code Sync}. */
  void error(Message response) throws ProtocolException {
    turn.error();
    ErrorMessage error = ErrorMessage.of(response);
    Pending refused = pending.peek();
    if (refused instanceof Pending.Run run) {
      if (!run.executions().isEmpty()) {
        journal.failed(refused(run, error.sqlState()), error);
      }
      run.executions().clear();
      if (!run.isQuery()) {
        removeFirst();
        skip();
      }
    } else if (refused instanceof Pending.Step step) {
      journal.begin(List.of(step.sent()));
      journal.failed(new Execution(numbers.next(), step.sent()), error);
      step.skip();
      removeFirst();
      skip();
    } else if (refused != null) {
      // What the statements have left for the end of the transaction fails there.
      journal.failedAtEnd(error);
    }
  }

  /** A text that the server cannot read is refused whole. */
  private Execution refused(Pending.Run run, String sqlState) {
    Execution first = run.executions().element();
    return run.executions().size() > 1 && !answeredSome && sqlState.equals(SYNTAX_ERROR)
        ? first.together(run.executions())
        : first;
  }

  private void skip() {
    List<Pending> skipped = new ArrayList<>();
    while (pending.peek() != null && !(pending.peek() instanceof Pending.Sync)) {
      skipped.add(pending.element());
      removeFirst();
    }
    for (int i = skipped.size() - 1; i >= 0; i--) {
      skipped.get(i).skip();
    }
    skipping = pending.isEmpty();
    if (skipping) {
      // A query among what was skipped gets no answer either.
      turn.ready();
    }
  }

  /** The server waits for the next query, in a transaction or not. */
  void ready(char status) {
    turn.ready();
    boolean ended = false;
    while (!ended && !pending.isEmpty()) {
      Pending first = pending.element();
      if (first instanceof Pending.Run run) {
        run.executions().forEach(journal::finished);
        ended = run.isQuery();
      } else {
        ended = first instanceof Pending.Sync;
      }
      removeFirst();
    }
    journal.ready(status);
  }

  /** Nothing more comes. */
  void end() {
    for (Pending each : pending) {
      if (each instanceof Pending.Run run) {
        run.executions().forEach(journal::unanswered);
      }
    }
    pending.clear();
    journal.end();
  }
}
