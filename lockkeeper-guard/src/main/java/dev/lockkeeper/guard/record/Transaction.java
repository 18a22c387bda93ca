package dev.lockkeeper.guard.record;

import dev.lockkeeper.sql.TransactionCommand;
import dev.lockkeeper.sql.WriteKind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Follows the transaction of one session, and tells the tally what of it lasts. A statement belongs
 * to the latest savepoint before it. Not thread-safe.
 */
final class Transaction {
  /** A program that nests deeper is followed as if its inner savepoints were none. */
  private static final int MOST_SAVEPOINTS = 10_000;

  private final Tally tally;
  private final Deque<Scope> scopes = new ArrayDeque<>();
  private boolean open;
  private long number;
  private boolean failed;

  private record Scope(String savepoint, Changes changes) {}

  Transaction(Tally tally) {
    this.tally = tally;
    scopes.push(new Scope("", new Changes()));
  }

  /** The number of the open transaction; 0 if none is open. */
  long open() {
    return open ? number : 0;
  }

  /** A statement has succeeded, by its tag; the empty tag says nothing. */
  void completed(Sent sent, String tag, boolean hasRows) {
    switch (tag) {
      case "BEGIN", "START TRANSACTION" -> begin();
      case "COMMIT", "PREPARE TRANSACTION" -> end(true, chains(sent));
      case "ROLLBACK" -> rollBack(sent);
      case "SAVEPOINT" -> mark(sent.transaction());
      case "RELEASE" -> release(sent);
      default -> changes().add(sent, hasRows);
    }
  }

  private void mark(Optional<TransactionCommand> command) {
    if (scopes.size() < MOST_SAVEPOINTS) {
      scopes.push(new Scope(command.map(TransactionCommand::savepoint).orElse(""), new Changes()));
    }
  }

  /** A statement has failed. */
  void failed(Sent sent) {
    changes().fail(sent.writes());
    failed = true;
  }

  /** The transaction that ends by itself has failed at its end. */
  void failedAtEnd() {
    changes().fail(WriteKind.UNKNOWN);
    failed = true;
  }

  /** The server says where the session stands. */
  void ready(char status) {
    if (status == 'I') {
      end(!failed, false);
    } else if (!open) {
      begin();
    }
    failed = status == 'E';
  }

  /** The session has ended. */
  void abandoned() {
    if (open) {
      tally.abandoned(scopes.stream().mapToLong(scope -> scope.changes().statements()).sum());
    }
    end(false, false);
  }

  private Changes changes() {
    return scopes.element().changes();
  }

  private void begin() {
    open = true;
    number++;
  }

  private void end(boolean commits, boolean chains) {
    Changes all = new Changes();
    scopes.forEach(scope -> all.add(scope.changes()));
    tally.add(all, commits);
    scopes.clear();
    scopes.push(new Scope("", new Changes()));
    open = false;
    failed = false;
    if (chains) {
      begin();
    }
  }

  /** A COMMIT of what has failed is answered with ROLLBACK, too. */
  private void rollBack(Sent sent) {
    TransactionCommand command = sent.transaction().orElse(null);
    if (command == null || command.kind() != TransactionCommand.Kind.ROLLBACK_TO) {
      end(false, chains(sent));
      return;
    }
    if (isMarked(command.savepoint())) {
      while (!scopes.element().savepoint().equals(command.savepoint())) {
        scopes.pop();
      }
      scopes.pop();
      scopes.push(new Scope(command.savepoint(), new Changes()));
    } else {
      changes().clear();
    }
    failed = false;
  }

  private void release(Sent sent) {
    String savepoint = sent.transaction().map(TransactionCommand::savepoint).orElse("");
    boolean released = !isMarked(savepoint);
    while (!released) {
      Scope inner = scopes.pop();
      scopes.element().changes().add(inner.changes());
      released = inner.savepoint().equals(savepoint);
    }
  }

  private boolean isMarked(String savepoint) {
    return scopes.size() > 1
        && scopes.stream()
            .limit(scopes.size() - 1L)
            .anyMatch(scope -> scope.savepoint().equals(savepoint));
  }

  private static boolean chains(Sent sent) {
    return sent.transaction().map(TransactionCommand::chains).orElse(false);
  }
}
