package dev.lockkeeper.guard.capture;

import dev.lockkeeper.sql.LastingEffects;
import dev.lockkeeper.sql.Statement;
import dev.lockkeeper.sql.TransactionCommand;
import java.util.Optional;

/** A statement of a client, and what is to be done with it. */
record Request(Statement statement, Action action, Optional<TransactionCommand> command) {
  /** What is to be done. */
  enum Action {
    /** The server runs it. */
    RUN,
    /** The client's transaction begins. */
    BEGIN,
    /** It is kept. */
    COMMIT,
    /** It is undone. */
    ROLLBACK,
    /** Nothing: the mode of a transaction, which the held one has already. */
    NOTHING
  }

  static Request of(Statement statement) {
    Optional<TransactionCommand> command = TransactionCommand.of(statement);
    Action action =
        command
            .map(Request::action)
            .orElse(
                statement.type().command().equals("SET TRANSACTION") ? Action.NOTHING : Action.RUN);
    return new Request(statement, action, command);
  }

  private static Action action(TransactionCommand command) {
    return switch (command.kind()) {
      case BEGIN -> Action.BEGIN;
      case COMMIT -> Action.COMMIT;
      case ROLLBACK -> Action.ROLLBACK;
      case SAVEPOINT, RELEASE, ROLLBACK_TO -> Action.RUN;
    };
  }

  boolean chains() {
    return command.map(TransactionCommand::chains).orElse(false);
  }

  /** Why a rollback would not undo it, if it would not. */
  Optional<String> lasting() {
    boolean isControl =
        switch (statement.type().transactionality()) {
          case BEGIN, COMMIT, CONTROL -> true;
          case ALLOWED, FORBIDDEN, MAY_COMMIT -> false;
        };
    if (isControl && command.isEmpty() && action == Action.RUN) {
      return Optional.of("a transaction in two phases outlives its session");
    }
    return LastingEffects.of(statement);
  }
}
