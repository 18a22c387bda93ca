package dev.lockkeeper.guard.record;

import dev.lockkeeper.guard.wire.ErrorMessage;
import dev.lockkeeper.sql.TransactionCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the statements of one session from their answer to their record. Those of an open
 * transaction wait for the next message of the client, since others may wait for their locks until
 * then; the others are recorded before the client has its answer. Not thread-safe.
 */
final class Journal {
  /** So many statements of one round, or characters of their texts, are kept; then they go. */
  private static final int MOST = 1_000;

  private static final int MOST_CHARACTERS = 1024 * 1024;
  private static final Pattern ROWS = Pattern.compile(".* (\\d{1,18})");
  private static final Execution.Failure LOST =
      new Execution.Failure(
          "08006", "the session ended before the server answered; whether it ran is not known");

  private final TextReader texts;
  private final Watched watched;
  private final HeldLocks locks;
  private final RecordWriter writer;
  private final Transaction transaction;
  private final List<Execution> done = new ArrayList<>();
  private long characters;
  private long answeredAt = System.nanoTime();
  private @Nullable Round round;
  private boolean resting = true;

  Journal(
      TextReader texts,
      Watched watched,
      HeldLocks locks,
      RecordWriter writer,
      Transaction transaction) {
    this.texts = texts;
    this.watched = watched;
    this.locks = locks;
    this.writer = writer;
    this.transaction = transaction;
  }

  /** Statements are about to be sent. */
  void begin(List<Sent> next) {
    if (resting && locks.isPostponed() && locks.mayPostpone(next)) {
      watched.goOn();
    } else if (resting) {
      if (locks.isPostponed()) {
        locks.read(watched.pid(), takers());
      }
      write();
      round = watched.begin();
    }
    resting = false;
  }

  /** A statement has succeeded. */
  void completed(Execution execution, String tag) {
    part(execution, tag, true);
    finished(execution);
  }

  /**
   * A statement of a text that could not be cut has succeeded.
   *
   * @param isFirst whether it is the first of that text
   */
  void part(Execution execution, String tag, boolean isFirst) {
    if (!tag.isEmpty()) {
      Matcher matcher = ROWS.matcher(tag);
      execution.countRows(isFirst && matcher.matches() ? Long.valueOf(matcher.group(1)) : null);
    }
    transaction.completed(execution.sent(), tag, !execution.rows().equals(Optional.of(0L)));
  }

  /** A statement has come to its end. */
  void finished(Execution execution) {
    execution.answered(answeredAt);
    answeredAt = System.nanoTime();
    execution.setTransaction(transaction.open());
    keep(execution);
  }

  void failed(Execution execution, ErrorMessage error) {
    execution.fail(failure(error, execution.sent().values()));
    transaction.failed(execution.sent());
    finished(execution);
  }

  /** The transaction that ends by itself has failed at its end. */
  void failedAtEnd(ErrorMessage error) {
    transaction.failedAtEnd();
    if (!done.isEmpty()) {
      Execution last = done.get(done.size() - 1);
      last.fail(failure(error, last.sent().values()));
    }
  }

  private Execution.Failure failure(ErrorMessage error, List<String> values) {
    return new Execution.Failure(
        error.sqlState(), texts.message(error.message(), error.sqlState(), values));
  }

  void unanswered(Execution execution) {
    execution.fail(LOST);
    execution.answered(answeredAt);
    writer.unanswered();
    keep(execution);
  }

  private void keep(Execution execution) {
    done.add(execution);
    characters += execution.sent().size();
    if (done.size() > MOST || characters > MOST_CHARACTERS) {
      write();
      locks.postpone();
    }
  }

  /** The server waits for the next query. */
  void ready(char status) {
    transaction.ready(status);
    boolean holds = status == 'T';
    if (holds) {
      readLocks();
    }
    resting = true;
    if (holds) {
      watched.rest();
    } else {
      write();
      if (status == 'I') {
        locks.forget();
      } else {
        locks.failed();
      }
      watched.end();
      round = null;
    }
  }

  private void readLocks() {
    List<Execution> takers = takers();
    List<Sent> sent = takers.stream().map(Execution::sent).toList();
    if (done.stream().anyMatch(Journal::freesLocks)) {
      locks.readAnew(watched.pid(), takers);
    } else if (!sent.isEmpty() && locks.mayPostpone(sent)) {
      locks.postpone();
    } else if (!sent.isEmpty()) {
      locks.read(watched.pid(), takers);
    }
  }

  /** Those that may have taken locks which the open transaction holds. */
  private List<Execution> takers() {
    long open = transaction.open();
    return done.stream()
        .filter(each -> each.transaction() == open && each.sent().takesLocks())
        .toList();
  }

  /** What was locked behind the savepoint is free again, and may be locked anew. */
  private static boolean freesLocks(Execution execution) {
    return execution
        .sent()
        .transaction()
        .filter(command -> command.kind() == TransactionCommand.Kind.ROLLBACK_TO)
        .isPresent();
  }

  /** The session is over. */
  void end() {
    try {
      write();
    } finally {
      watched.end();
      transaction.abandoned();
    }
  }

  private void write() {
    if (!done.isEmpty()) {
      List<Execution> written = List.copyOf(done);
      done.clear();
      characters = 0;
      writer.write(written, round == null ? new Round() : round, locks.known());
    }
  }
}
